"""The register of bright spots: nominate, look, let the service agree to be named, renew.

Nothing is changed or deleted: what is said later stands beside what was said before. No text may point to a
person, and the name of someone with lived experience is not asked for.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from impact import store
from impact.acts import LONGEST_NAME, LONGEST_REASON, NotDone
from impact.answers.bright_spots import (
    AGREED,
    BRIGHT_SPOT,
    CHAMPION,
    CHECKED,
    LOOKERS,
    NOMINATED,
    RENEWED,
    RESULTS,
    BrightSpot,
    register,
)
from impact.contract import person_in
from impact.sources import Sources, View, framework


def nominate(
    sources: Sources,
    view: View,
    service_id: str,
    feature_id: str,
    done: str,
    changed: str,
    known_by: str,
    given_by: str,
    now: datetime,
    indicator_id: str = "",
) -> int:
    """Keep a nomination, which anyone may make; answers its number.

    service_id, feature_id, indicator_id   as the framework knows them; the indicator that points to it, if one does
    done, changed, known_by                what was done, what changed for people, how we know
    Raises NotDone.
    """
    _today_only(view)
    said = {
        "done": _worded(done, "what was done"),
        "changed": _worded(changed, "what changed for people"),
        "known_by": _worded(known_by, "how we know"),
    }
    details = {"feature_id": feature_id, "indicator_id": indicator_id, **said}
    return _entered(sources, view, NOMINATED, service_id, details, given_by, now)


def look(
    sources: Sources,
    view: View,
    number: int,
    who: str,
    result: str,
    note: str,
    given_by: str,
    now: datetime,
    sector_id: str = "",
) -> BrightSpot:
    """Keep what one of the two who look found; answers the bright spot as it stands then.

    who        one of LOOKERS; a champion says of which sector, which is not the service's own
    given_by   whoever writes it down, which need not be the one who looked
    Raises NotDone.
    """
    _today_only(view)
    spot, rules = _spot(sources, view, number), framework(sources, view)
    if who not in LOOKERS or result not in RESULTS:
        raise NotDone(f"Choose who looked ({' or '.join(LOOKERS)}) and what was found ({', '.join(RESULTS)}).")
    if view.viewer.role not in ("programme", "champion"):
        raise NotDone("What was found is written down by a champion or the programme team. Ask them.")
    own = rules.service[spot.service_id].sector
    if who == CHAMPION and sector_id not in rules.sector:
        raise NotDone("Say which sector the champion is from.")
    if who == CHAMPION and sector_id == own:
        raise NotDone(
            f"A champion of another sector looks: {rules.sector[own].name} is the service's own. Ask another."
        )
    said = {"who": who, "result": result, "note": _worded(note, "what was seen")}
    details = {**said, "sector_id": sector_id if who == CHAMPION else ""}
    _entered(sources, view, CHECKED, spot.service_id, details, given_by, now, number)
    return _spot(sources, view, number)


def agree(sources: Sources, view: View, number: int, agreed: bool, given_by: str, now: datetime) -> BrightSpot:
    """Keep whether the service agrees to be named; taking it back takes the card down at once. Raises NotDone."""
    _today_only(view)
    spot = _spot(sources, view, number)
    if not view.viewer.may_send_for(spot.service_id):
        raise NotDone("Whether it agrees to be named, the service says itself, or the programme team for it.")
    _entered(sources, view, AGREED, spot.service_id, {"agreed": agreed}, given_by, now, number)
    return _spot(sources, view, number)


def renew(sources: Sources, view: View, number: int, reason: str, given_by: str, now: datetime) -> BrightSpot:
    """Let a checked bright spot hold on from today; the reason says what was looked at again. Raises NotDone."""
    _today_only(view)
    spot = _spot(sources, view, number)
    if not spot.checked:
        raise NotDone(f"Number {number} is {spot.result}. Only a confirmed or promising one can be renewed.")
    if view.viewer.role not in ("programme", "champion"):
        raise NotDone("A bright spot is renewed by a champion or the programme team. Ask them.")
    details = {"reason": _worded(reason, "what was looked at again")}
    _entered(sources, view, RENEWED, spot.service_id, details, given_by, now, number)
    return _spot(sources, view, number)


def _entered(
    sources: Sources,
    view: View,
    act: str,
    service_id: str,
    details: Mapping[str, Any],
    given_by: str,
    now: datetime,
    about: int | None = None,
) -> int:
    name = given_by.strip()
    if not name:
        raise NotDone("A name is missing. Write your name, so that others know whom to ask.")
    if len(name) > LONGEST_NAME:
        raise NotDone(f"A name takes at most {LONGEST_NAME} characters. Say it more shortly.")
    place = (sources.engine, view.framework_id, BRIGHT_SPOT, act, service_id)
    return store.enter(*place, details, name, now, about)


def _spot(sources: Sources, view: View, number: int) -> BrightSpot:
    found = next((one for one in register(sources, view) if one.number == number), None)
    if found is None:
        raise NotDone(f"There is no nomination number {number}. Look its number up in the list of bright spots.")
    return found


def _worded(text: str, what: str) -> str:
    """A text that may be kept, without spaces around it; raises NotDone where it may not."""
    text = text.strip()
    if not text:
        raise NotDone(f"It is not said {what}. Write it in a few words.")
    if len(text) > LONGEST_REASON:
        raise NotDone(f"Say {what} in at most {LONGEST_REASON} characters.")
    looks = person_in(" ".join(text.split()))
    if looks:
        raise NotDone(
            f"This looks like {looks}. A bright spot is shown to others, so nothing in it may point to a person. "
            "Take it out."
        )
    return text


def _today_only(view: View) -> None:
    if view.as_at is not None:
        raise NotDone("This is written down today. Choose today as the day that is shown.")
