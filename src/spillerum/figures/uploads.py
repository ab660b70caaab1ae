"""A file that is too large is dropped while it arrives, so that nobody can fill the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

A_LITTLE_MORE = 64 * 1024  # so that a file of exactly the limit, and the form around it, still fit


class Limited(FileUploadHandler):
    """First among the upload handlers: lets through up to MAX_UPLOAD, and marks the request that has more."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.arrived = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 -- Django's signature
        self.arrived += len(raw_data)
        if self.arrived > settings.MAX_UPLOAD + A_LITTLE_MORE:
            self.request.too_large = True  # type: ignore[union-attr]  # read by whoever asked for the file
            raise StopUpload(
                connection_reset=False
            )  # the rest is read and thrown away: the sender gets an answer
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:  # noqa: ARG002 -- as above
        return None
