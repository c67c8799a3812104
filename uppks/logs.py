"""Log lines as JSON on the console. They carry paths, numbers of requests and of users, never personal data."""

import re
import sys
import traceback

import structlog


def _frames_only(_logger, _method, event: dict) -> dict:
    """Replace an exception by its kind and the places it passed: its message may quote a name or a number."""
    failure = event.pop("exc_info", None)
    if failure is True:
        failure = sys.exc_info()
    error = failure[1] if isinstance(failure, tuple) else failure
    if isinstance(error, BaseException):
        event["exception"] = "\n".join(_described(error))
    return event


def _described(error: BaseException) -> list[str]:
    cause = error.__cause__ or error.__context__
    frames = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    return [*(_described(cause) if cause else []), type(error).__qualname__, *frames]


# A partner's link is its own key (NX13): whoever reads the log must not be able to open it.
_SECRET_PATH = re.compile(r"(/mitra/lihat/)[^/\s\"'?#]+")


def without_secrets(text: str) -> str:
    """The text with what stands in a secret address masked."""
    return _SECRET_PATH.sub(r"\1***", text)


def _secrets_masked(_logger, _method, event: dict) -> dict:
    """Mask secret addresses in every part of a line, whoever wrote it."""
    return {name: without_secrets(value) if isinstance(value, str) else value for name, value in event.items()}


_SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
]

structlog.configure(
    processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)


def json_formatter() -> structlog.stdlib.ProcessorFormatter:
    """The formatter of the console handler."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _frames_only,
            _secrets_masked,
            structlog.processors.JSONRenderer(),
        ],
    )
