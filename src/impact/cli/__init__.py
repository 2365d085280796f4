"""The same product at a desk: every command calls what the screens call."""

import typer

from impact.cli import (
    acts,
    answers,
    audit,
    bright,
    changes,
    checking,
    compare,
    comparing,
    due,
    feeding,
    framework,
    funnel,
    interval,
    meeting,
    pack,
    returns,
    serving,
    shown,
    spc,
    stages,
    standardised,
    template,
    theory,
    tracing,
)

app = typer.Typer(
    name="impact",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Shows a borough whether it is becoming trauma-informed. Every figure can be walked back to a cell.",
)
app.command("serve")(serving.serve)
app.command("check")(checking.check)
app.command("inspect")(checking.inspect)
app.command("submit")(returns.submit)
app.command("template")(template.template)
app.command("due")(due.due)
app.command("decide")(due.decide)
app.command("doubts")(acts.doubts)
app.command("explain")(acts.explain)
app.command("withdraw")(acts.withdraw)
app.command("report")(acts.report)
app.command("shown")(shown.shown)
app.command("pack")(pack.pack)
app.command("load")(returns.load_folders)
app.command("import")(returns.import_file)
app.command("demo-data")(returns.demo_data)
app.command("figures")(answers.figures)
app.command("outcomes")(answers.outcomes)
app.command("stages")(stages.stages)
app.command("trace")(tracing.trace)
app.command("feeds")(feeding.feeds)
app.command("changes")(changes.changes)
app.command("stuck")(theory.stuck)
app.command("like-for-like")(comparing.like_for_like)
app.command("equity")(comparing.equity)
app.command("bright-spots")(bright.bright_spots)
app.command("nominate")(bright.nominate)
app.add_typer(bright.app, name="bright-spot")
app.add_typer(meeting.app, name="meeting")
app.command("compare")(compare.compare)
app.command("funnel")(funnel.funnel)
app.command("spc")(spc.spc)
interval.app.command("standardised")(standardised.standardised)
app.add_typer(interval.app, name="interval")
app.command("audit")(audit.audit)
app.add_typer(framework.app, name="framework")
