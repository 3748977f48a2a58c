"""What is read of a time frame, as tests compare it."""

from harvester.derive.times.frames import read_time_frame


def days_of(text: str, kind: str = "follow-up") -> list[float | None]:
    return [point.day for point in read_time_frame(text) if point.kind == kind]


def kinds_of(text: str) -> set[str]:
    return {point.kind for point in read_time_frame(text)}
