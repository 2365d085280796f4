"""Which further figures are hidden so that no hidden one can be had by adding and subtracting those shown.

The rules of conventions (e.5): where one part of a shown total is hidden, the next smallest part is hidden with it
(3); where the hidden parts add up to too little, one more (4); where no part can be hidden, the total is, and so on
upwards; the same partner is taken again where it can be (5). Repeated until every hidden figure has room enough.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from math import inf

from impact.disclosure.ranges import TOLERANCE, Amounts, Known, Parts


@dataclass
class Group:
    """Figures that hang together: one indicator, and the periods between which a part can be carried.

    amounts   of each part, without what anyone knows of it even where it is hidden
    sender    whose part it is: what ties are broken by, and what stays the same over periods
    width     how wide the range of each amount of a hidden figure must be left; 0 where it need not be
    shown     every set that was ever shown; it cannot be taken back
    hidden    every set that is hidden: because of itself, or (in `partners`) because of another
    partners  hidden because of another set, and of whose: of several senders, the first by name
    lost      what can be worked out already from what was shown before, so that nothing can help it any more
    """

    amounts: dict[int, Amounts]
    sender: dict[int, str]
    width: Amounts
    shown: set[Parts] = field(default_factory=set)
    hidden: set[Parts] = field(default_factory=set)
    partners: dict[Parts, str] = field(default_factory=dict)
    lost: set[Parts] = field(default_factory=set)

    def settle(
        self,
        figures: Mapping[Parts, bool],
        sticky: Collection[str] = (),
        awaited: bool = False,
        waiting: Collection[Parts] = (),
        open_still: Collection[Parts] = (),
        wide: Collection[Parts] = (),
    ) -> set[Parts]:
        """Decide about the figures of a moment; what was decided before about the same parts stays.

        figures   each figure's parts, and whether it is hidden because of itself
        sticky    the senders taken as partners before
        awaited   whether the returns are not due yet, so that a wide total may well wait for others
        waiting   parts held back for now in case they are needed as partners
        open_still, wide   totals of sectors and of the whole to which more may be added soon: one that tells more
                  than what is shown beside it waits
        returns   the totals that wait: neither shown nor hidden for good

        A total shown again and again while returns come in tells each of them from the one before. Partners are
        chosen all the same as they come in, as if their sector's total were shown, and once the sectors' totals are, as
        if the whole's were; later it would be too late.
        """
        waits: set[Parts] = set()
        wide = set(wide) - set(open_still)
        new = {parts for parts, itself in figures.items() if itself} - self.shown - self.hidden
        self.hidden |= new
        fresh = {parts for parts, itself in figures.items() if not itself}
        fresh -= self.shown | self.partners.keys() | set(waiting)
        self.hidden -= fresh  # a later policy may show what an earlier one hid
        kept_back = set(waiting) - self.shown
        if self.hidden or kept_back:
            waits = self._telling(fresh & wide, fresh) if awaited else set()
            fresh -= waits
            choice = _Choice(self, fresh, set(sticky), awaited, kept_back)
            choice.to_a_fixed_point()
            undecided = (wide | set(open_still)) & choice.taken.keys()
            waits |= undecided
            for parts in undecided:
                self.hidden.discard(parts)
                del self.partners[parts]
            later = self._telling(fresh & set(open_still), fresh - wide)
            fresh -= later
            later |= self._telling(fresh & wide, fresh)
            fresh -= later
            waits |= later
        self.shown |= fresh
        return waits

    def reconsider(self, figures: Collection[Parts]) -> None:
        """Under another policy, the figures that are not shown yet are decided about anew."""
        for parts in figures:
            self.hidden.discard(parts)
            self.partners.pop(parts, None)

    def secrets(self) -> set[Parts]:
        """What must be left room: all that is hidden, but for a large partner.

        Of a number so large that it would be shown wherever in its range it lies, a narrow range tells nothing.
        """
        return {one for one in self.hidden if one not in self.partners or self._near_what_is_hidden(one)}

    def _near_what_is_hidden(self, parts: Parts) -> bool:
        together = Known(self.amounts, ()).amount(parts)
        return any(amount < 2 * least for amount, least in zip(together, self.width, strict=True))

    def _telling(self, wide: set[Parts], fresh: set[Parts]) -> set[Parts]:
        """The totals of which more would be known than from everything else."""
        if not wide:
            return set()
        beside = Known(self.amounts, (self.shown | fresh) - wide)
        return {one for one in wide if any(beside.widths(one, (inf,) * len(self.width)))}


class _Choice:
    """One moment's choice: what is fresh may be shown or hidden, what is shown already stays."""

    def __init__(self, group: Group, fresh: set[Parts], sticky: set[str], awaited: bool, kept_back: set[Parts]) -> None:
        self.group, self.fresh, self.sticky, self.awaited, self.kept_back = group, fresh, sticky, awaited, kept_back
        self.stuck: set[Parts] = set()
        self.taken: dict[Parts, str] = {}
        self.totals: dict[int, list[Parts]] = {}
        for total in sorted((one for one in fresh | group.shown if len(one) > 1), key=self._order):
            for part in total:
                self.totals.setdefault(part, []).append(total)

    def to_a_fixed_point(self) -> None:
        """Hide fresh figures until no hidden one is known too narrowly, or nothing fresh gives it away."""
        before = Known(self.group.amounts, self.group.shown)
        known = Known(self.group.amounts, self.group.shown | self.fresh)
        self.group.lost = set()
        told = [one for one in self._secret() if self._narrow(known, one)]
        self.group.lost = {one for one in told if self._narrow(before, one)}
        while self._hides_more():
            pass
        self._shows_again()
        self.group.lost |= self.stuck - self.kept_back

    def _hides_more(self) -> bool:
        """One round: a partner for every hidden set that needs one; whether there was any."""
        known = Known(self.group.amounts, self.group.shown | self.fresh)
        secret = self._secret()
        helped: set[int] = set()
        for found in sorted((one for one in secret if self._narrow(known, one)), key=self._order):
            around = known.around(found)
            if around & helped:
                continue
            withdrawn = self._withdrawn(found, around, known)
            for parts in withdrawn:
                self._hide(parts, min(self.group.sender[part] for part in found))
            if not withdrawn:
                self.stuck.add(found)
            elif len(withdrawn) > 1 or len(withdrawn[0]) > 1:
                return True
            helped |= around
        return bool(helped)

    def _shows_again(self) -> None:
        """Of what was hidden, show what turned out not to be needed: the widest total first."""
        if len(self.taken) < 2:
            return
        for parts in sorted(self.taken, key=self._order, reverse=True):
            near = Known(self.group.amounts, self.group.shown | self.fresh).around(parts) | parts
            self.fresh.add(parts)
            self.group.hidden.discard(parts)
            known = Known(self.group.amounts, self.group.shown | self.fresh)
            if any(self._narrow(known, one) for one in self._secret() if one & near):
                self.fresh.discard(parts)
                self.group.hidden.add(parts)
            else:
                del self.group.partners[parts], self.taken[parts]

    def _secret(self) -> set[Parts]:
        return (self.group.secrets() | self.kept_back) - self.group.lost - self.stuck

    def _hide(self, parts: Parts, neighbour: str) -> None:
        self.fresh.discard(parts)
        self.group.hidden.add(parts)
        self.group.partners[parts] = self.taken[parts] = neighbour

    def _narrow(self, known: Known, hidden: Parts) -> bool:
        wanted = self.group.width
        found = known.widths(hidden, wanted)
        return any(one < least - TOLERANCE for one, least in zip(found, wanted, strict=True))

    def _order(self, parts: Parts) -> tuple[int, list[str], list[int]]:
        return len(parts), sorted(self.group.sender[part] for part in parts), sorted(parts)

    def _withdrawn(self, hidden: Parts, around: Parts, known: Known) -> tuple[Parts, ...]:
        """What is hidden so that a hidden set has more room; nothing where nothing fresh gives it away."""
        ties = {one for part in around for one in self.totals.get(part, ())}
        fresh = [one for one in ties if one in self.fresh]
        if not fresh:
            return self._further(around, known)
        total = min(fresh, key=self._order)
        inside = len(total) > min(len(one) for part in total for one in self.totals[part])
        if hidden in self.kept_back or (self.awaited and inside):
            return (total,)
        return self._partner(total, around, known) or (total,)

    def _further(self, around: Parts, known: Known) -> tuple[Parts, ...]:
        """The narrowest fresh total, or else fresh part, by which older sums that meet a hidden set can be undone."""
        reached, ahead = set(around), set(around)
        met: set[Parts] = set()
        while ahead:
            ties = {one for part in ahead for one in self.totals.get(part, ())} - met
            met |= ties
            ahead = {part for one in ties for part in one} - reached - known.open_in
            reached |= ahead
        fresh = [one for one in met if one in self.fresh]
        fresh = fresh or [one for total in met for part in total if (one := frozenset((part,))) in self.fresh]
        return (min(fresh, key=self._order),) if fresh else ()

    def _partner(self, total: Parts, around: Parts, known: Known) -> tuple[Parts, ...]:
        """The next smallest part of a total, with the totals inside it that would give the part away."""
        options = []
        has, wanted = known.amount(around), self.group.width
        short = [at for at, least in enumerate(wanted) if has[at] < least - TOLERANCE]
        for part in total - around:
            nests = [
                one
                for one in self.totals[part]
                if len(one) < len(total) and one < total and one not in self.group.hidden
            ]
            if any(one not in self.fresh or one & around for one in nests):
                continue
            own = frozenset((part,))
            if own in self.fresh:
                taken, adds = (own, *nests), self.group.amounts[part]
            elif nests and part not in known.open_in:
                taken, adds = tuple(nests), known.amount(known.around(own))
            else:
                continue
            if not any(adds) or (short and not any(adds[at] for at in short)):
                continue
            mends = all(has[at] + adds[at] >= wanted[at] - TOLERANCE for at in short)
            size, sender = sum(adds), self.group.sender[part]
            options.append(
                ((not mends, sender not in self.sticky, len(taken), size if mends else -size, sender), taken)
            )
        return min(options, key=lambda one: one[0])[1] if options else ()
