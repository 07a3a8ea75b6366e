"""The small project's own user object."""

from coatcheck.principal import Principal


class User(str):
    __slots__ = ()
    is_authenticated = True


def user_of(principal: Principal) -> User:
    return User(f"own user of {principal}")
