"""Reads a .aurora file as Aurora's client does, by a stand-in for its schema, and prints each job as the client hands it to the
scheduler (ExecutorConfig's data): one JSON document a line.

The stand-in knows the structures of Aurora 0.22 by their fields and types, and refuses what they refuse: unknown fields, values of
another type, required fields that are missing, references that nothing binds.
"""

import copy
import json
import re
import sys

MB = 1024 * 1024
GB = 1024 * MB
REFERENCE = re.compile(r"{{([^{}]+)}}")


class Required:
    def __init__(self, kind):
        self.kind = kind


class Default:
    def __init__(self, kind, value):
        self.kind, self.value = kind, value


class Listed:
    def __init__(self, kind):
        self.kind = kind


class Choice:
    def __init__(self, *kinds):
        self.kinds = kinds


class Struct:
    """Fields are class attributes: a kind, or Required or Default of one."""

    def __init__(self, **values):
        self.bindings = {}
        self.values = {}
        self.set(values)

    @classmethod
    def schema(cls):
        found = {}
        for base in reversed(cls.__mro__):
            for name, field in vars(base).items():
                if isinstance(field, (Required, Default, Listed, Choice, dict)) or isinstance(field, type):
                    found[name] = field
        return found

    def set(self, values):
        for name, value in values.items():
            if name not in self.schema():
                raise ValueError("%s has no field %s" % (type(self).__name__, name))
            self.values[name] = value

    def __call__(self, **values):
        changed = copy.deepcopy(self)
        changed.set(values)
        return changed

    def bind(self, **bindings):
        bound = copy.deepcopy(self)
        bound.bindings.update(bindings)
        return bound

    def render(self, path, bindings):
        bindings = dict(bindings, **self.bindings)
        rendered = {}
        for name, field in self.schema().items():
            kind = field.kind if isinstance(field, (Required, Default)) else field
            if name in self.values:
                value = self.values[name]
            elif isinstance(field, Default):
                value = field.value
            elif isinstance(field, Required):
                raise ValueError("%s.%s is required" % (path, name))
            else:
                continue
            rendered[name] = render(value, kind, "%s.%s" % (path, name), bindings)
        return rendered


def render(value, kind, path, bindings):
    if isinstance(kind, Choice):
        if type(value) not in kind.kinds:
            raise ValueError("%s is a %s" % (path, type(value).__name__))
        return value.render(path, bindings)
    if isinstance(kind, Listed):
        if not isinstance(value, (list, tuple)):
            raise ValueError("%s is no list" % path)
        return [render(item, kind.kind, "%s[%d]" % (path, i), bindings) for i, item in enumerate(value)]
    if isinstance(kind, dict):
        if not isinstance(value, dict):
            raise ValueError("%s is no map" % path)
        return {key: render(item, str, "%s[%s]" % (path, key), bindings) for key, item in value.items()}
    if issubclass(kind, Struct):
        if not isinstance(value, kind):
            raise ValueError("%s is no %s" % (path, kind.__name__))
        return value.render(path, bindings)
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        raise ValueError("%s: %r is no %s" % (path, value, kind.__name__))
    return resolved(value, path, bindings) if kind is str else value


def resolved(text, path, bindings):
    def one(match):
        name = match.group(1)
        if name in bindings:
            return str(bindings[name])
        # What is bound where the task runs, and what processes()' own names refer to.
        if re.fullmatch(r"thermos\.(ports\[[\w.-]+\]|task_id|user)|mesos\.(instance|hostname)", name):
            return match.group(0)
        raise ValueError("%s: nothing binds {{%s}}" % (path, name))

    return REFERENCE.sub(one, text)


class Resources(Struct):
    cpu, ram, disk, gpu = Required(float), Required(int), Required(int), Default(int, 0)


class Constraint(Struct):
    order = Listed(str)


class Process(Struct):
    cmdline, name = Required(str), Required(str)
    max_failures, min_duration = Default(int, 1), Default(int, 5)
    daemon, ephemeral, final = Default(bool, False), Default(bool, False), Default(bool, False)


class Task(Struct):
    name, processes, resources = str, Required(Listed(Process)), Required(Resources)
    constraints = Default(Listed(Constraint), [])
    max_failures, max_concurrency, finalization_wait = Default(int, 1), Default(int, 0), Default(int, 30)

    def render(self, path, bindings):
        rendered = super().render(path, bindings)
        rendered.setdefault("name", rendered["processes"][0]["name"])
        return rendered


def SequentialTask(**values):
    order = [process.values["name"] for process in values["processes"]]
    return Task(constraints=[Constraint(order=order)], **values)


class HttpHealthChecker(Struct):
    endpoint, expected_response, expected_response_code = Default(str, "/health"), Default(str, "ok"), Default(int, 0)


class ShellHealthChecker(Struct):
    shell_command = Required(str)


class HealthCheckerConfig(Struct):
    http, shell = HttpHealthChecker, ShellHealthChecker


class HealthCheckConfig(Struct):
    health_checker = Default(HealthCheckerConfig, HealthCheckerConfig(http=HttpHealthChecker()))
    initial_interval_secs, interval_secs, timeout_secs = Default(float, 15), Default(float, 10), Default(float, 1)
    max_consecutive_failures, min_consecutive_successes = Default(int, 0), Default(int, 1)


class HttpLifecycleConfig(Struct):
    port, graceful_shutdown_endpoint = Default(str, "health"), Default(str, "/quitquitquit")
    shutdown_endpoint = Default(str, "/abortabortabort")
    graceful_shutdown_wait_secs, shutdown_wait_secs = Default(int, 5), Default(int, 5)


class LifecycleConfig(Struct):
    http = HttpLifecycleConfig


class Announcer(Struct):
    primary_port, portmap, zk_path = Default(str, "http"), Default({}, {"aurora": "http"}), str


class UpdateConfig(Struct):
    batch_size, watch_secs, max_per_shard_failures = Default(int, 1), Default(int, 45), Default(int, 0)
    max_total_failures, pulse_interval_secs = Default(int, 0), int
    rollback_on_failure, wait_for_batch_completion = Default(bool, True), Default(bool, False)


class Parameter(Struct):
    name, value = Required(str), Required(str)


class Docker(Struct):
    image, parameters = Required(str), Default(Listed(Parameter), [])


class DockerImage(Struct):
    name, tag = Required(str), Required(str)


class AppcImage(Struct):
    name, image_id = Required(str), Required(str)


class Volume(Struct):
    container_path, host_path, mode = Required(str), Required(str), Required(str)


class Mesos(Struct):
    image, volumes = Choice(AppcImage, DockerImage), Default(Listed(Volume), [])


class ExecutorConfig(Struct):
    name, data = Default(str, "AuroraExecutor"), Default(str, "")


class Metadata(Struct):
    key, value = Required(str), Required(str)


class Job(Struct):
    name, role, cluster, environment = Required(str), Required(str), Required(str), Required(str)
    contact, tier, cron_schedule = str, str, str
    cron_collision_policy = Default(str, "KILL_EXISTING")
    instances, max_task_failures, priority = Default(int, 1), Default(int, 1), Default(int, 0)
    service, production, enable_hooks = Default(bool, False), Default(bool, False), Default(bool, False)
    task, announce, constraints = Required(Task), Announcer, {}
    update_config = Default(UpdateConfig, UpdateConfig())
    health_check_config = Default(HealthCheckConfig, HealthCheckConfig())
    lifecycle = Default(LifecycleConfig, LifecycleConfig(http=HttpLifecycleConfig()))
    executor_config, metadata = Default(ExecutorConfig, ExecutorConfig()), Default(Listed(Metadata), [])
    container = Choice(Docker, Mesos)


def Service(**values):
    return Job(service=True, **values)


def main(path):
    scope = {
        name: value
        for name, value in globals().items()
        if name in ("MB", "GB", "Service", "SequentialTask") or (isinstance(value, type) and issubclass(value, Struct))
    }
    with open(path, encoding="utf-8") as source:
        exec(compile(source.read(), path, "exec"), scope)
    if not scope.get("jobs"):
        raise ValueError("%s: no jobs" % path)
    for number, job in enumerate(scope["jobs"]):
        document = job.render("jobs[%d]" % number, {})
        for name in ("role", "environment", "name"):
            if not re.fullmatch(r"[\w.-]{1,255}", document[name]):
                raise ValueError("jobs[%d].%s: %s" % (number, name, document[name]))
        # What the client keeps to itself.
        del document["update_config"], document["instances"]
        print(json.dumps(document, sort_keys=True))


main(sys.argv[1])
