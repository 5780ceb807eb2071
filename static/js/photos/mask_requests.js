/* Requests about masks. They use fetch because masks are sent and received as pictures, which a canvas shows. */

const { gettext } = window;

/* The message says what to do; `status` is that of the answer, or undefined without one. */
class RequestError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/* An error that is not of a request is one of the browser, such as of a picture that was not received completely. */
export const reasonOf = (error) =>
  error instanceof RequestError ? error.message : gettext("Check your connection and try again.");

async function answer(url, options) {
  const response = await fetch(url, options).catch(() => {
    throw new RequestError(gettext("Check your connection and try again."));
  });
  if (response.redirected) throw new RequestError(gettext("You were signed out. Load the page again."), 403);
  if (response.ok) return response;
  const isSentence = response.status < 500 && response.headers.get("Content-Type")?.startsWith("text/plain");
  if (isSentence) throw new RequestError(await response.text(), response.status);
  const text = response.status < 500 ? gettext("Load the page again.") : gettext("Try again in a moment.");
  throw new RequestError(text, response.status);
}

export const get = (url) => answer(url);

export function post(url, fields) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  const headers = JSON.parse(document.body.getAttribute("hx-headers")); // with the CSRF token
  return answer(url, { method: "POST", body, headers });
}
