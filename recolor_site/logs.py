"""What log lines say about the request during which they were written."""

import logging

from django_guid import get_guid


class RequestFilter(logging.Filter):
    """Set `record.request` to ` request=ID` during a request, and to nothing outside of requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        request_id = get_guid()
        record.request = f" request={request_id}" if request_id else ""
        return True
