# Sourced by the launchers: keeps dist/ (jars, class paths, AOT caches) in step with the sources.
# dist/lib/*.jar        every jar once
# dist/<program>.cp     class path of a program, one line
# dist/<program>.aot    JDK AOT cache, made by a short training run at build time

PROGRAMS="phala-node:node/node:network.phala.node.NodeMain
pruntime:tee/pruntime:network.phala.pruntime.PruntimeMain
pherry:apps/pherry:network.phala.pherry.PherryMain
phala:apps/cli:network.phala.cli.PhalaMain"

SOURCE_FOLDERS="base state frame pallets runtime protocol tee node apps pom.xml"

dist_is_fresh() {
    [ "${PHALA_DIST_FRESH:-}" = 1 ] && return 0
    [ -f "$ROOT/dist/.stamp" ] || return 1
    (cd "$ROOT" && [ -z "$(find $SOURCE_FOLDERS \( -path '*/src/main/*' -o -name pom.xml \) -newer dist/.stamp \
        -type f -print -quit)" ])
}

# Of several programs that start at once in a fresh checkout one builds; the others wait for it.
ensure_dist() {
    dist_is_fresh && return 0
    mkdir -p "$ROOT/dist" || return 1
    if command -v flock >/dev/null; then
        (flock 9 && { dist_is_fresh || build_dist; }) 9>"$ROOT/dist/.lock"
    else
        build_dist
    fi
}

build_dist() { # compiles, copies the jars of each program and trains its AOT cache
    local line name module jar list
    local -a jars
    local log="$ROOT/dist/build.log"
    mkdir -p "$ROOT/dist" || return 1
    # What is edited while this builds is newer than the stamp.
    touch "$ROOT/dist/.stamp.new" || return 1
    echo "Building (log: dist/build.log) …" >&2
    (cd "$ROOT" && ./mvnw -B -ntp -q -Dquick -DskipTests package dependency:build-classpath \
        -Dmdep.outputFile=target/classpath -DincludeScope=runtime -pl apps/cli -am) >"$log" 2>&1 || {
        echo "The build failed; its last lines:" >&2
        tail -n 25 "$log" >&2
        return 1
    }
    rm -rf "$ROOT/dist/lib.new" && mkdir -p "$ROOT/dist/lib.new" || return 1
    for line in $PROGRAMS; do
        name=${line%%:*}; module=${line#*:}; module=${module%%:*}
        list=""
        jars=()
        IFS=: read -r -a jars <"$ROOT/$module/target/classpath" || [ ${#jars[@]} -gt 0 ] || return 1 # no end of line
        for jar in "$ROOT/$module"/target/*-SNAPSHOT.jar "${jars[@]}"; do
            cp -p "$jar" "$ROOT/dist/lib.new/" || return 1
            list="$list:dist/lib/$(basename "$jar")"
        done
        echo "${list#:}" >"$ROOT/dist/$name.cp" || return 1
    done
    rm -rf "$ROOT/dist/lib" "$ROOT"/dist/*.aot && mv "$ROOT/dist/lib.new" "$ROOT/dist/lib" || return 1
    extract_rocksdb
    train_aot
    mv "$ROOT/dist/.stamp.new" "$ROOT/dist/.stamp"
}

# RocksDB's library outside of its jar: otherwise every start of a node unpacks 17 MB of it. Where it does not fit the
# machine, RocksDB takes the one in its jar all the same.
extract_rocksdb() {
    local library
    case $(uname -sm) in
        "Linux x86_64") library=librocksdbjni-linux64.so ;;
        "Linux aarch64") library=librocksdbjni-linux-aarch64.so ;;
        *) return 0 ;;
    esac
    mkdir -p "$ROOT/dist/native"
    (cd "$ROOT/dist/native" && "$JAVA_HOME/bin/jar" xf ../lib/rocksdbjni-*.jar "$library" \
        && mv "$library" librocksdbjni.so) || rm -rf "$ROOT/dist/native"
}

# Without a cache a program starts all the same, only later; so a training run that fails is not an error.
train_aot() {
    local line name main
    for line in $PROGRAMS; do
        name=${line%%:*}; main=${line##*:}
        jvm_flags "$name"
        (cd "$ROOT" && timeout 60 "$JAVA_HOME/bin/java" -XX:AOTCacheOutput="dist/$name.aot" "${JVM_FLAGS[@]}" \
            -cp "$(cat "dist/$name.cp")" "$main" --train) >>"$ROOT/dist/build.log" 2>&1 || true
    done
}

jvm_flags() { # fills JVM_FLAGS for program $1; the memory limits keep an idle program below 350 MB
    JVM_FLAGS=(-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:TieredStopAtLevel=4 -Xss2m
        --enable-native-access=ALL-UNNAMED)
    case $1 in
        # Contracts run on the carriers of virtual threads, whose stacks are of this size: reserved, not used.
        pruntime) JVM_FLAGS+=(-Xms64m -XX:NewSize=40m "-Xmx${PRUNTIME_MAX_HEAP:-2g}" -Xss128m -Dphala.deepCarriers=true) ;;
        phala-node) JVM_FLAGS+=(-Xms32m "-Xmx${NODE_MAX_HEAP:-2g}" "-Djava.library.path=$ROOT/dist/native") ;;
        *) JVM_FLAGS+=(-Xms16m -Xmx512m) ;;
    esac
}

run_program() { # replaces this shell with the JVM, so that signals reach it
    local name=$1 main line
    shift
    for line in $PROGRAMS; do
        [ "${line%%:*}" = "$name" ] && main=${line##*:}
    done
    run_main "$name" "$main" "" "$@"
}

run_main() { # program $1 with another main class $2, and $3 behind its class path, whose entries are relative to ROOT
    local name=$1 main=$2 cp
    ensure_dist || exit 1
    cp=$(sed "s|dist/lib/|$ROOT/dist/lib/|g" "$ROOT/dist/$name.cp")${3:+:$3}
    shift 3
    set -- "$main" "$@"
    [ -f "$ROOT/dist/$name.aot" ] && set -- -XX:AOTCache="$ROOT/dist/$name.aot" -Xlog:disable -Xlog:all=error:stderr "$@"
    jvm_flags "$name"
    exec "$JAVA_HOME/bin/java" "${JVM_FLAGS[@]}" -Dphala.root="$ROOT" -cp "$cp" "$@"
}
