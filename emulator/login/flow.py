"""Authentication flows: required, alternative and conditional executions, as Keycloak's default flow processor runs them."""

from __future__ import annotations

from dataclasses import replace

from emulator.login import actions, completed, forms, forwarded, identity_first, selection
from emulator.login.attempt import ATTEMPTED, CHALLENGED, FAILED, PROCESSED, SETUP_REQUIRED, SUCCESS, Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.executions import below, find, flow_of, holds, is_condition, member_of, paths
from emulator.login.outcome import Attempted, Challenge, FlowError, Outcome, Restart
from emulator.realm.executions import Execution
from emulator.realm.texts import Text

_RESTARTS = 5
_NO_CREDENTIAL = Text("credentialSetupRequired")
_UNEXPECTED = Text("unexpectedErrorHandlingRequestMessage")


class Run:
    """One flow of one login. After ``process`` returned None, ``successful`` tells whether it is through."""

    def __init__(self, attempt: Attempt, alias: str, top: str = "") -> None:
        self.attempt = attempt
        self.flow = flow_of(attempt, alias)
        self.top = attempt.flow = top or alias
        self.successful = False
        self._failures: list[FlowError] = []

    def process(self) -> Outcome:
        """Runs the executions until one has something to show; None when nothing is left to do."""
        for _ in range(_RESTARTS):
            outcome = self._process()
            if not isinstance(outcome, Restart):
                return outcome
        raise FlowError(_UNEXPECTED, reason="the flow begins anew forever")

    def _process(self) -> Outcome:
        required, alternatives = self._lists()
        through = True
        for execution in list(required):
            if self.is_switched_off(execution):
                required.remove(execution)
                continue
            outcome = self._run(execution)
            through = through and self._is_through(execution)
            if outcome is not None:
                return outcome
            if not through:
                break
        if required:
            self.successful = through
            return None
        return self._alternatives(alternatives)

    def act(self, execution_id: str) -> Outcome:
        """Gives what was posted to the execution that showed the page, then goes on."""
        attempt = self.attempt
        chosen = attempt.form.get("authenticationExecution")
        execution = self._shown(chosen or execution_id)
        if attempt.form.get("switchOrganization"):
            identity_first.choose_anew(attempt)
            return self.process()
        if attempt.form.get("tryAnotherWay"):
            return selection.page(attempt, selection.options(self, execution))
        if chosen:
            if chosen != execution_id and execution not in selection.options(self, self._shown(execution_id)):
                raise FlowError(Text("invalidUserMessage"), reason=f"{execution.provider} is not among the ways to go on")
            outcome = self._run(execution, selected=True)
        elif execution.form:
            outcome = forms.act(attempt, execution)
            attempt.set_status(execution.id, SUCCESS if outcome is None else CHALLENGED)
        else:
            outcome = self._settle(execution, member_of(execution).action(attempt, execution))
        if isinstance(outcome, Restart):
            return self.process()
        if outcome is not None:
            return outcome
        self._finish_parents(execution.id)
        return self.process()

    def _shown(self, execution_id: str) -> Execution:
        found = find(self.attempt, self.flow.alias, execution_id)
        if found is None:
            raise FlowError(_UNEXPECTED, reason="no such execution")
        return found

    def failure(self) -> FlowError:
        """Why the flow is not successful, as the error page says it."""
        if self._failures and self.attempt.user is not None:
            return self._listed()
        why = "no execution of the flow could say who the user is"
        return FlowError(Text("invalidUserMessage"), reason=why, event="invalid_user_credentials")

    def _listed(self) -> FlowError:
        """What the alternatives have failed of; as observed, only credentials that are not set up are named, each with its event."""
        named = [failure for failure in self._failures if failure.message == _NO_CREDENTIAL]
        self.attempt.events += [("LOGIN", failure.event, {"user": "", "username": None}) for failure in named[1:]]
        message = Text.of_lines([_UNEXPECTED, *(failure.message for failure in named)])
        why = "; ".join(str(failure) for failure in self._failures)
        return FlowError(message, reason=why, event=named[0].event if named else "")

    def _lists(self) -> tuple[list[Execution], list[Execution]]:
        """What is required, and the alternatives; beside something required, be it switched off later, there are none."""
        steps = [one for one in self.flow.executions if not is_condition(one)]
        required = [one for one in steps if one.requirement in ("REQUIRED", "CONDITIONAL")]
        return required, [] if required else [one for one in steps if one.requirement == "ALTERNATIVE"]

    def _alternatives(self, alternatives: list[Execution]) -> Outcome:
        if any(self._is_through(alternative) for alternative in alternatives):
            self.successful = True
            return None
        for execution in alternatives:
            try:
                outcome = self._run(execution)
            except FlowError as error:
                if error.unforeseen:
                    raise
                self._failures.append(error)
                self.attempt.set_status(execution.id, ATTEMPTED)
                continue
            if outcome is not None:
                return outcome
            if any(self._is_through(alternative) for alternative in alternatives):
                self.successful = True
                return None
        return None

    def _is_through(self, execution: Execution) -> bool:
        return self.attempt.status(execution.id) in (SUCCESS, SETUP_REQUIRED)

    def is_switched_off(self, execution: Execution) -> bool:
        """Whether this is a conditional flow whose conditions do not hold, so that it counts as absent."""
        if execution.requirement != "CONDITIONAL" or self.attempt.status(execution.id):
            return False
        inner = flow_of(self.attempt, execution.flow)
        conditions = [one for one in inner.executions if is_condition(one)]
        return not conditions or not all(holds(self.attempt, one, inner) for one in conditions)

    def _run(self, execution: Execution, selected: bool = False) -> Outcome:
        attempt = self.attempt
        if not selected and attempt.status(execution.id) in PROCESSED:
            return None
        if execution.flow:
            return self._run_below(execution)
        if not selected:
            execution = next(iter(selection.options(self, execution)), execution)
        member = member_of(execution)
        if member.requires_user:
            user = attempt.user
            if user is None:
                raise FlowError(Text("invalidUserMessage"), reason=f"{execution.provider} needs a user, and none is known")
            if not member.configured_for(attempt, user):
                self._set_up(execution, member)
                return None
        return self._settle(execution, member.authenticate(attempt, execution))

    def _run_below(self, execution: Execution) -> Outcome:
        attempt = self.attempt
        if execution.form:
            attempt.set_status(execution.id, CHALLENGED)
            return forms.show(attempt, execution)
        inner = Run(attempt, execution.flow, self.top)
        outcome = inner.process()
        if outcome is None:
            if inner.successful:
                self._finish(execution)
            else:
                attempt.set_status(execution.id, FAILED)
        else:
            attempt.set_status(execution.id, CHALLENGED)
        return outcome

    def _set_up(self, execution: Execution, member: Authenticator) -> None:
        can_set_up = actions.is_enabled(self.attempt, member.setup) or member.always_sets_up
        if execution.requirement != "REQUIRED" or not can_set_up:
            raise FlowError(_NO_CREDENTIAL, reason=f"the user has nothing for {execution.provider}")
        self.attempt.set_status(execution.id, SETUP_REQUIRED)
        self.attempt.require(member.setup)

    def _settle(self, execution: Execution, outcome: Outcome) -> Outcome:
        attempt = self.attempt
        if outcome is None:
            attempt.set_status(execution.id, SUCCESS)
            completed.note(attempt, execution)
            return None
        if isinstance(outcome, Restart):
            attempt.session = replace(attempt.session, status={}, execution="", user_id="")
            return outcome
        if isinstance(outcome, Attempted):
            attempt.set_status(execution.id, ATTEMPTED)
            return None
        attempt.set_status(execution.id, CHALLENGED)
        attempt.session = replace(attempt.session, execution=execution.id)
        if not isinstance(outcome, Challenge):
            return outcome
        if not outcome.values.get("identity_first") and len(selection.options(self, execution)) > 1:
            outcome = replace(outcome, values={**outcome.values, "try_another_way": True})
        return forwarded.onto(attempt, outcome)

    def _finish_parents(self, execution_id: str) -> None:
        """Marks the flows around an execution as successful when all that they need is."""
        for path in paths(self.attempt, self.flow.alias, execution_id):
            for parent in reversed(path):
                if self._is_complete(parent.flow) and self.attempt.status(parent.id) != SUCCESS:
                    self._finish(parent)

    def _finish(self, parent: Execution) -> None:
        """Marks a flow inside of this one as successful, and tells its conditions."""
        self.attempt.set_status(parent.id, SUCCESS)
        for condition in filter(is_condition, flow_of(self.attempt, parent.flow).executions):
            member_of(condition).flow_succeeded(self.attempt, condition)

    def finish(self) -> None:
        """Tells all conditions that the login is through; raises FlowError where one does not agree."""
        for condition in filter(is_condition, below(self.attempt, self.flow.alias)):
            member_of(condition).login_succeeded(self.attempt, condition)

    def _is_complete(self, alias: str) -> bool:
        steps = [one for one in flow_of(self.attempt, alias).executions if not is_condition(one)]
        required = [one for one in steps if one.requirement in ("REQUIRED", "CONDITIONAL") and not self.is_switched_off(one)]
        if required:
            return all(self._is_through(one) for one in required)
        return any(self._is_through(one) for one in steps)
