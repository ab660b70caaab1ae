"""What a page does that it should not do: fetch from elsewhere, break its policy, fail."""

from urllib.parse import urlsplit


class Watch:
    """What a page did that it should not do."""

    def __init__(self, page, address, refused=()):
        self.faults, self.host = [], urlsplit(address).netloc
        self.refused = {f"status of {code} " for code in refused}, {*refused}
        page.on("console", self.said)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", self.fetched)
        page.on("response", self.answered)

    def said(self, message):
        """Errors in the console; a refusal by the Content-Security-Policy is one."""
        if message.type == "error" and not any(code in message.text for code in self.refused[0]):
            self.faults.append(f"console: {message.text}")

    def fetched(self, request):
        """Requests to anywhere else."""
        where = urlsplit(request.url)
        if where.scheme in {"http", "https", "ws", "wss"} and where.netloc != self.host:
            self.faults.append(f"fetched from elsewhere: {request.url}")

    def answered(self, response):
        """Missing files and broken pages."""
        if response.status >= 400 and response.status not in self.refused[1]:
            self.faults.append(f"{response.status}: {response.url}")
