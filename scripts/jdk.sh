# Sourced by the launchers: finds a JDK 25 or newer and exports JAVA_HOME, or says what to do and exits 1.
# Looked at in this order: JAVA_HOME, `java` on PATH, the usual folders of JVMs (or those of PHALA_JVM_FOLDERS).

jdk_major() { # major version of the JDK in folder $1, or nothing
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
    if [ -r "$1/release" ]; then
        sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
    else
        "$1/bin/java" -version 2>&1 | sed -n '1s/.*"\([0-9]*\).*/\1/p'
    fi
}

find_jdk() {
    local candidate major on_path
    on_path=$(command -v java 2>/dev/null) && on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
    for candidate in "${JAVA_HOME:-}" "${on_path:-}" ${PHALA_JVM_FOLDERS-/usr/lib/jvm/* /opt/java/* /opt/jdk* \
        ${HOME:-}/.sdkman/candidates/java/* ${HOME:-}/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home}; do
        [ -n "$candidate" ] || continue
        major=$(jdk_major "$candidate")
        if [ -n "$major" ] && [ "$major" -ge 25 ]; then
            JAVA_HOME=$candidate
            export JAVA_HOME
            return 0
        fi
    done
    echo "No JDK 25 or newer found (looked at JAVA_HOME=${JAVA_HOME:-unset}, java on PATH, /usr/lib/jvm, ~/.sdkman, ~/.jdks)." >&2
    echo "Install one (for example Debian's temurin-25-jdk or openjdk-25-jdk) or set JAVA_HOME to it, then run this again." >&2
    exit 1
}
find_jdk
