#!/usr/bin/env bash
#SBATCH --job-name=cryosgd
#SBATCH --nodes=4
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=16
#SBATCH --mem=64G
#SBATCH --time=04:00:00
#SBATCH --signal=B:USR1@60
# CryoSGD on a standalone Spark cluster that lives as long as this allocation:
#
#     sbatch docs/cluster/slurm.sh refine particles=/shared/p.star output=/shared/out
#
# Start it from the folder of CryoSGD. SPARK_HOME names a distribution of Spark 4.1 that all nodes see. Each node gives one worker
# with one executor. scancel and the end of the time stop the run as Ctrl-C does: map, checkpoint, status 143.
set -euo pipefail
: "${SPARK_HOME:?SPARK_HOME is not set: the folder of Spark 4.1}"
[ $# -gt 0 ] || { echo "slurm.sh: no command, such as refine particles=p.star output=out" >&2; exit 2; }

root=${SLURM_SUBMIT_DIR:-$PWD}
cores=${SLURM_CPUS_PER_TASK:-1}
nodes=${SLURM_JOB_NUM_NODES:-1}
memory=$((${SLURM_MEM_PER_NODE:-8192} * 85 / 100)) # MB; the rest is for Java itself and the worker
host=$(hostname)
work=${SLURM_TMPDIR:-${TMPDIR:-/tmp}}/cryosgd-$SLURM_JOB_ID
log=$root/cryosgd-$SLURM_JOB_ID.spark
mkdir -p "$work"

"$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.master.Master --host "$host" --port 0 --webui-port 0 > "$log" 2>&1 &
master=$!
srun --ntasks="$nodes" --ntasks-per-node=1 --export=ALL true # all nodes are there
for _ in $(seq 300); do
    address=$(grep -o -m 1 "spark://$host:[0-9]*" "$log" || true)
    [ -z "$address" ] || break
    sleep 0.2
done
[ -n "$address" ] || { echo "slurm.sh: Spark's master did not start; see $log" >&2; exit 1; }
srun --ntasks="$nodes" --ntasks-per-node=1 --overlap mkdir -p "$work"
srun --ntasks="$nodes" --ntasks-per-node=1 --overlap "$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.worker.Worker \
    --webui-port 0 --cores "$cores" --memory "${memory}m" --work-dir "$work" "$address" >> "$log" 2>&1 &
workers=$!
trap 'kill "$workers" "$master" 2> /dev/null || true' EXIT

# one task uses all cores of an executor, so there is one shard for each node
export CRYOSGD_SPARK_MASTER=$address
export CRYOSGD_SPARK_OPTS="--executor-memory ${memory}m --driver-memory 4g --conf spark.executor.cores=$cores --conf spark.task.cpus=$cores \
--conf spark.cryosgd.shards=$nodes --conf spark.local.dir=$work ${CRYOSGD_SPARK_OPTS:-}"
"$root/cryosgd-spark" "$@" &
driver=$!
# scancel reaches the driver itself, and a second signal would end it at once; the end of the time reaches this script alone
trap : TERM INT
trap 'kill -TERM "$driver" 2> /dev/null || true' USR1
status=0
wait "$driver" || status=$?
# a signal ends the first wait: the driver still writes its map
if kill -0 "$driver" 2> /dev/null; then
    status=0
    wait "$driver" || status=$?
fi
exit "$status"
