"""What is wrong with the file of a sheet as a whole."""


class SheetFileError(ValueError):
    """The file cannot be read as a sheet. The message says why, and what would be right."""


class MissingColumns(SheetFileError):
    """Necessary columns are missing; the message does not say where all columns are listed."""
