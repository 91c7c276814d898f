# Finds a JDK 25 or newer and exports JAVA_HOME; sourced by mvnw and pirouette.
# Reads the `release` file of each candidate, so no JVM is started. Takes the lowest version that is new enough.

pirouette_jdk_version() { # folder -> feature version on stdout, nothing where there is no JDK
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r line; do
    case $line in
      JAVA_VERSION=*)
        line=${line#JAVA_VERSION=}; line=${line#\"}; line=${line%%[!0-9]*}
        [ -n "$line" ] && printf '%s\n' "$line" && return 0 ;;
    esac
  done < "$1/release"
  return 1
}

pirouette_find_jdk() {
  wanted=25 best= best_version=
  # What the user names comes first and is taken as it is when new enough.
  for home in "${PIROUETTE_JAVA_HOME-}" "${JAVA_HOME-}"; do
    [ -n "$home" ] || continue
    version=$(pirouette_jdk_version "$home") || continue
    if [ "$version" -ge "$wanted" ]; then JAVA_HOME=$home; export JAVA_HOME; return 0; fi
  done
  on_path=$(command -v javac 2>/dev/null) || on_path=
  if [ -n "$on_path" ]; then on_path=$(readlink -f "$on_path"); on_path=${on_path%/bin/javac}; fi
  case $- in *f*) globbing=off ;; *) globbing=on ;; esac
  set +f
  for home in "$on_path" /usr/lib/jvm/* /opt/* "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/*; do
    version=$(pirouette_jdk_version "$home") || continue
    [ "$version" -ge "$wanted" ] || continue
    if [ -z "$best" ] || [ "$version" -lt "$best_version" ]; then best=$home best_version=$version; fi
  done
  [ "$globbing" = on ] || set -f
  if [ -z "$best" ]; then
    printf '%s\n' "pirouette: no JDK $wanted or newer found: looked at PIROUETTE_JAVA_HOME, JAVA_HOME, javac on PATH, /usr/lib/jvm/*, /opt/*, ~/.sdkman/candidates/java/*, ~/.jdks/*; install one (for example Eclipse Temurin 25 from adoptium.net) or set PIROUETTE_JAVA_HOME to its folder." >&2
    return 1
  fi
  JAVA_HOME=$best; export JAVA_HOME
}

pirouette_find_jdk || exit 2
