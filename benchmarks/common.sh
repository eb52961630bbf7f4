# What the benchmarks have in common: sourced by each of them.
set -e
cd "$(dirname "$0")/.."
JAVA_HOME=$(./scripts/find-jdk)
export JAVA_HOME

build() {
  ./mvnw --quiet --batch-mode -DskipTests -Pbenchmarks package
}

# run HEAP CLASS [ARGUMENT...]
run() {
  heap=$1
  class=$2
  shift 2
  exec "$JAVA_HOME/bin/java" "-Xmx$heap" -Djava.util.logging.config.file=/dev/null --enable-native-access=ALL-UNNAMED \
    -cp "benchmarks/target/classes:server/target/luna-admin.jar" "dev.luna.benchmarks.$class" "$@"
}
