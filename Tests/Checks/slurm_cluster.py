#!/usr/bin/env python3
"""A Slurm of several nodes on loopback, for tests: everything in one folder, as the calling user.

  slurm_cluster.py up DIR [NODES]       brings it up; then: export SLURM_CONF=DIR/slurm.conf
  slurm_cluster.py kill-node DIR NAME   kills a node as a power failure does: its slurmd with all that it started
  slurm_cluster.py start-node DIR NAME
  slurm_cluster.py kill-controller DIR
  slurm_cluster.py start-controller DIR
  slurm_cluster.py hurry DIR            starts requeued tasks now, which Slurm has wait two minutes
  slurm_cluster.py down DIR             kills everything that `up` and `start-...` started

No munge (auth/none), no cgroups, no accounting. Each daemon runs below a keeper process, which adopts what the daemon
leaves behind and so knows all that it has to kill.
"""
import ctypes
import getpass
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

CONFIGURATION = """\
ClusterName=bench
SlurmctldHost=localhost(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/none
CredType=cred/none
SlurmctldPort={controller_port}
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool/%n
SlurmctldPidFile={folder}/run/slurmctld.pid
SlurmdPidFile={folder}/run/%n.pid
SlurmctldLogFile={folder}/log/slurmctld.log
SlurmdLogFile={folder}/log/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0,requeue_setup_env_fail
EnforcePartLimits=ALL
ReturnToService=2
SlurmdTimeout={node_timeout}
MessageTimeout=3
MpiDefault=none
SwitchType=switch/none
MinJobAge=300
KillWait=5
OverTimeLimit=0
{nodes}
PartitionName=bench Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def free_ports(count):
    """Ports that nothing listens on now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def descendants(root):
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                stat = pathlib.Path(f"/proc/{entry}/stat").read_text()
            except OSError:
                continue
            fields = stat[stat.rindex(")") + 2:].split()
            if fields[0] != "Z":
                parents[int(entry)] = int(fields[1])
    found = []
    level = [root]
    while level:
        level = [pid for pid, parent in parents.items() if parent in level]
        found += level
    return found


def keep(folder, name, command):
    """Runs a daemon until this process gets SIGTERM; then nothing of what the daemon started is left."""
    libc = ctypes.CDLL(None)
    libc.prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
    if name != "controller":
        take_host_name(libc, name)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM, signal.SIGCHLD])
    log = open(folder / "log" / f"{name}.out", "ab")
    subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                     preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM, signal.SIGCHLD]))
    while signal.sigwait([signal.SIGTERM, signal.SIGCHLD]) != signal.SIGTERM:
        reap()
    while pids := descendants(os.getpid()):
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        reap()
        time.sleep(0.01)


def take_host_name(libc, name):
    """A daemon listens at the address of its host's name, and a number is a name that everything resolves: a name space
    of its own keeps each node to an address of its own on the loopback interface."""
    new_name, new_user = 0x04000000, 0x10000000
    user, group = os.getuid(), os.getgid()
    if libc.unshare(new_name) != 0:
        if libc.unshare(new_name | new_user) != 0:
            sys.exit("this user may not make name spaces")
        pathlib.Path("/proc/self/setgroups").write_text("deny")
        pathlib.Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        pathlib.Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    socket.sethostname(f"0x7f0000{int(name.removeprefix('node')) + 1:02x}")


def reap():
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def start(folder, name):
    configuration = str(folder / "slurm.conf")
    if name == "controller":
        command = ["slurmctld", "-D", "-f", configuration]
    else:
        (folder / "spool" / name).mkdir(parents=True, exist_ok=True)
        command = ["slurmd", "-D", "-N", name, "-f", configuration]
    keeper = subprocess.Popen(
        [sys.executable, os.path.abspath(__file__), "keep", str(folder), name] + command, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        env=dict(os.environ, SLURM_CONF=configuration, PATH=os.environ["PATH"] + ":/usr/sbin:/sbin"))
    (folder / "run" / f"{name}.keeper").write_text(str(keeper.pid))
    return keeper


def kill(folder, name):
    file = folder / "run" / f"{name}.keeper"
    if not file.exists():
        return
    pid = int(file.read_text())
    file.unlink()
    try:
        os.kill(pid, signal.SIGTERM)
        while b"keep" in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes():
            time.sleep(0.01)
    except OSError:
        pass


def kill_controller(folder):
    """Kills the controller once it has saved its state: one that forgot jobs starts them twice under the same number, and
    Slurm takes the node out of service. It saves within five seconds of a change by a person, but not of tasks that
    its backfill scheduler has started."""
    environment = dict(os.environ, SLURM_CONF=str(folder / "slurm.conf"))
    start = time.time()
    jobs = subprocess.run(["squeue", "-h", "-o", "%F"], capture_output=True, text=True, env=environment).stdout
    for job in sorted(set(jobs.split())):
        subprocess.run(["scontrol", "update", f"jobid={job}", "comment=saved"], capture_output=True, env=environment)
    saved = folder / "state" / "job_state"
    while time.time() < start + 15 and not (saved.exists() and saved.stat().st_mtime > start):
        time.sleep(0.1)
    kill(folder, "controller")


def up(folder, count=2, node_timeout=15):
    for part in ["state", "spool", "log", "run"]:
        (folder / part).mkdir(parents=True, exist_ok=True)
    ports = free_ports(count + 1)
    nodes = [f"NodeName=node{i} NodeHostname=localhost NodeAddr=127.0.0.{i + 1} Port={ports[i]} CPUs=2 RealMemory=4000 State=UNKNOWN"
             for i in range(1, count + 1)]
    (folder / "slurm.conf").write_text(CONFIGURATION.format(
        user=getpass.getuser(), controller_port=ports[0], folder=folder, node_timeout=node_timeout, nodes="\n".join(nodes)))
    start(folder, "controller")
    for i in range(1, count + 1):
        start(folder, f"node{i}")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        seen = subprocess.run(["timeout", "5", "sinfo", "-h", "-N", "-o", "%T"], capture_output=True, text=True,
                              env=dict(os.environ, SLURM_CONF=str(folder / "slurm.conf"))).stdout.split()
        if seen == ["idle"] * count:
            return
        time.sleep(0.1)
    down(folder)
    sys.exit(f"Slurm did not come up: see {folder}/log")


def hurry(folder):
    environment = dict(os.environ, SLURM_CONF=str(folder / "slurm.conf"))
    listed = subprocess.run(["squeue", "--array", "--states=PENDING", "-h", "-o", "%F_%K %r"], capture_output=True,
                            text=True, env=environment).stdout
    for line in listed.splitlines():
        number, _, reason = line.partition(" ")
        if reason == "BeginTime":
            subprocess.run(["scontrol", "update", f"jobid={number}", "StartTime=now"], env=environment,
                           capture_output=True)


def down(folder):
    for file in sorted((folder / "run").glob("*.keeper"), reverse=True):
        kill(folder, file.stem)


def main():
    command, folder, rest = sys.argv[1], pathlib.Path(sys.argv[2]).resolve(), sys.argv[3:]
    if command == "up":
        up(folder, *map(int, rest))
    elif command == "down":
        down(folder)
    elif command == "hurry":
        hurry(folder)
    elif command == "keep":
        keep(folder, rest[0], rest[1:])
    elif command == "kill-node":
        kill(folder, rest[0])
    elif command == "start-node":
        start(folder, rest[0])
    elif command == "kill-controller":
        kill_controller(folder)
    elif command == "start-controller":
        start(folder, "controller")
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
