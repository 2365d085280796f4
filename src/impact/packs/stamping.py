"""What a pack was made from: the framework's version, the record's newest link, the rules that hide numbers."""

import hashlib
import json

from impact import store
from impact.framework import Framework, fingerprint
from impact.packs.model import Stamp
from impact.sources import Sources, View
from impact.words.packs import HIDING


def stamp(sources: Sources, view: View, rules: Framework) -> Stamp:
    """The stamp of a pack of a view, its contents still unnamed."""
    kept = store.submissions(sources.engine, rules.id, view.as_at)
    return Stamp(
        place=rules.title,
        day=view.today,
        label=rules.demonstration or rules.data_note,
        framework=fingerprint(rules),
        chain=str(kept[-1]["chain"]) if kept else "",
        policy=policy_version(rules),
        hiding=HIDING,
    )


def policy_version(rules: Framework) -> str:
    """The SHA-256 of the policies by which numbers are hidden, whatever else of the framework changes."""
    said = json.dumps([one.model_dump(mode="json") for one in rules.policies], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()
