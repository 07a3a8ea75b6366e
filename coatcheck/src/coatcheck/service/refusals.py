"""What a service may answer when a request is well-formed and yet cannot be done."""

from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError


class Conflict(APIException):
    """The thing is in a state that does not allow this."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = "This is not possible in the present state."
    default_code = "conflict"


class PreconditionFailed(APIException):
    """Somebody else changed the thing since the caller read it."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = "The resource has changed since; read it again."
    default_code = "precondition_failed"


class Unprocessable(ValidationError):
    """The body is well-formed, but what it names cannot be used; the detail says so by field, as for a 400."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "unprocessable"
