# Finds a JDK 25 or newer and exports JAVA_HOME; sourced by mvnw and pirouette.
# Reads the `release` file of each candidate, so no JVM is started. Takes the lowest version that is new enough.

pirouette_jdk_version() { # folder -> feature version in jdk_version; fails where there is no JDK. No process is started for it.
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r jdk_line; do
    case $jdk_line in
      JAVA_VERSION=*)
        jdk_line=${jdk_line#JAVA_VERSION=}; jdk_line=${jdk_line#\"}; jdk_line=${jdk_line%%[!0-9]*}
        jdk_version=$jdk_line
        [ -n "$jdk_version" ] && return 0 ;;
    esac
  done < "$1/release"
  return 1
}

pirouette_find_jdk() {
  jdk_wanted=25 jdk_best= jdk_best_version=
  # What the user names comes first and is taken as it is when new enough.
  for jdk_home in "${PIROUETTE_JAVA_HOME-}" "${JAVA_HOME-}"; do
    [ -n "$jdk_home" ] || continue
    pirouette_jdk_version "$jdk_home" || continue
    if [ "$jdk_version" -ge "$jdk_wanted" ]; then JAVA_HOME=$jdk_home; export JAVA_HOME; return 0; fi
  done
  on_path=$(command -v javac 2>/dev/null) || on_path=
  if [ -n "$on_path" ]; then on_path=$(readlink -f "$on_path"); on_path=${on_path%/bin/javac}; fi
  case $- in *f*) globbing=off ;; *) globbing=on ;; esac
  set +f
  for jdk_home in "$on_path" /usr/lib/jvm/* /opt/* "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/*; do
    pirouette_jdk_version "$jdk_home" || continue
    [ "$jdk_version" -ge "$jdk_wanted" ] || continue
    if [ -z "$jdk_best" ] || [ "$jdk_version" -lt "$jdk_best_version" ]; then jdk_best=$jdk_home jdk_best_version=$jdk_version; fi
  done
  [ "$globbing" = on ] || set -f
  if [ -z "$jdk_best" ]; then
    printf '%s\n' "pirouette: no JDK $jdk_wanted or newer found: looked at PIROUETTE_JAVA_HOME, JAVA_HOME, javac on PATH, /usr/lib/jvm/*, /opt/*, ~/.sdkman/candidates/java/*, ~/.jdks/*; install one (for example Eclipse Temurin 25 from adoptium.net) or set PIROUETTE_JAVA_HOME to its folder." >&2
    return 1
  fi
  JAVA_HOME=$jdk_best; export JAVA_HOME
}

pirouette_find_jdk || exit 2
