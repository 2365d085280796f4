"""The same product at a desk: every command calls what the screens call."""

import typer

from impact.cli import acts, answers, checking, due, framework, returns, serving, shown, template

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
app.command("load")(returns.load_folders)
app.command("import")(returns.import_file)
app.command("demo-data")(returns.demo_data)
app.command("figures")(answers.figures)
app.command("outcomes")(answers.outcomes)
app.command("stages")(answers.stages)
app.command("trace")(answers.trace)
app.add_typer(framework.app, name="framework")
