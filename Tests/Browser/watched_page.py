"""A page whose every complaint fails the test: console errors, CSP violations, failed requests, dialogs nobody expected."""


class Complaints:
    """Collects what a browser complains about while a test runs."""

    def __init__(self, page, origin):
        self.found = []
        self.allowed_statuses = set()
        self.page = page
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"exception: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._response)
        page.on("request", lambda request: self._request(request, origin))
        page.add_init_script(
            "document.addEventListener('securitypolicyviolation', event =>"
            " console.error('CSP: ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample))")

    def allow(self, *statuses):
        """Statuses that the test provokes on purpose."""
        self.allowed_statuses.update(statuses)

    def _console(self, message):
        if message.type in ("error", "warning"):
            expected = any(f"status of {status}" in message.text for status in self.allowed_statuses)
            if not expected:
                self.found.append(f"console {message.type}: {message.text}")

    def _failed(self, request):
        # Leaving a page cuts its event stream and whatever it was loading.
        if request.failure != "net::ERR_ABORTED":
            self.found.append(f"request failed: {request.url} {request.failure}")

    def _response(self, response):
        if response.status >= 400 and response.status not in self.allowed_statuses:
            self.found.append(f"status {response.status}: {response.url}")

    def _request(self, request, origin):
        if not request.url.startswith((origin, "data:", "blob:", "about:")):
            self.found.append(f"a request left the server: {request.url}")

    def check(self):
        assert not self.found, "\n".join(self.found)
