#!/usr/bin/env bash
# Measures what the project claims, as ratios within one run. `quality/bench/run.sh [NAME]` runs the figures whose name
# contains NAME. The last lines are `NAME ratio=… goal=… holds|short`.
set -euo pipefail
ROOT=$(cd "$(dirname "$(readlink -f "$0")")/../.." && pwd)
cd "$ROOT"
. scripts/jdk.sh
./mvnw -B -ntp -q -Dquick -DskipTests package dependency:build-classpath -Dmdep.outputFile=target/classpath \
    -DincludeScope=runtime -pl quality/bench -am
exec "$JAVA_HOME/bin/java" -Xss16m -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Dphala.root="$ROOT" \
    -Dlogback.configurationFile=network/phala/cli/logback.xml \
    -cp "quality/bench/target/classes:$(cat quality/bench/target/classpath)" network.phala.bench.BenchMain "$@"
