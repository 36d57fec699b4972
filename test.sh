#!/usr/bin/env bash
# Builds the solution once and runs its tests. The last line is "N passed, N failed".
#
#   ./test.sh [--no-skip] [--release] [NAME…]
#
#   NAME        only test projects whose name contains it (only these are built)
#   --no-skip   a test that is skipped, or a peer that is missing, counts as failed
#   --release   the Release build instead of the Debug build
set -u
cd "$(dirname "$0")" || exit 1

configuration=Debug no_skip='' names=()
for argument in "$@"; do
  case "$argument" in
    --no-skip) no_skip=-failSkips ;;
    --release) configuration=Release ;;
    -*) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2 ;;
    *) names+=("$argument") ;;
  esac
done
limit=${TEST_PROJECT_SECONDS:-420} # a project that takes longer is hanging

# The test projects that the command line names, all without names.
projects=()
for project in tests/*Tests/*.csproj; do
  name=$(basename "$project" .csproj)
  for wanted in "${names[@]:-}"; do
    case "$name" in *"$wanted"*) projects+=("$project"); break ;; esac
  done
done
[ ${#projects[@]} -gt 0 ] || { echo "no test project is named like: ${names[*]}"; exit 2; }

# The peers that interop tests speak with: installed when we may, else named.
if printf '%s\n' "${projects[@]}" | grep -q Interop; then
  packages=$(grep -v '^#' eng/peers.txt | while read -r command package; do
    [ -e "$command" ] || command -v "$command" >/dev/null || echo "$package"
  done | sort -u | xargs)
  if [ -n "$packages" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing $packages"
    log=$(mktemp)
    # shellcheck disable=SC2086 # a list of packages
    if { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages; } >"$log" 2>&1; then
      packages=''
    else
      tail -n 20 "$log"
    fi
    rm -f "$log"
  fi
  [ -z "$packages" ] || echo "not installed: $packages. The interop suites that need them are ${no_skip:+not }skipped."
fi

seconds=$SECONDS
build=("${projects[@]}")
[ ${#names[@]} -gt 0 ] || build=(Parley.slnx)
for target in "${build[@]}"; do
  dotnet msbuild "$target" -restore -property:Configuration="$configuration" -maxCpuCount -noLogo -verbosity:quiet || {
    echo "the build of $target failed"
    echo "0 passed, 1 failed"
    exit 1
  }
done
echo "build: $((SECONDS - seconds)) s"

passed=0 failed=0 skipped=0 times=''
for project in "${projects[@]}"; do
  name=$(basename "$project" .csproj)
  seconds=$SECONDS
  output=$(mktemp)
  timeout --kill-after=10 "$limit" "tests/$name/bin/$configuration/net10.0/$name" -noLogo -noColor -longRunning 30 $no_skip 2>&1 | tee "$output"
  code=${PIPESTATUS[0]}

  # xunit's summary:   NAME  Total: 3, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 0.061s
  counts=$(sed -nE 's/.* Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+), Skipped: ([0-9]+), Not Run: ([0-9]+).*/\1 \2 \3 \4 \5/p' "$output" | tail -n 1)
  rm -f "$output"
  read -r total errors fails skips others <<<"${counts:-0 0 0 0 0}"
  bad=$((fails + errors))
  if [ "$code" = 124 ] || [ "$code" = 137 ]; then
    echo "$name did not end within $limit s"
  fi
  # A crash, a hang or no summary is a failure even when no test failed.
  [ "$code" = 0 ] || [ "$bad" -gt 0 ] || { echo "$name ended with exit code $code"; bad=1; }
  [ -n "$counts" ] || [ "$bad" -gt 0 ] || { echo "$name printed no summary"; bad=1; }
  passed=$((passed + total - fails - skips - others))
  failed=$((failed + bad))
  skipped=$((skipped + skips))
  times+="$name: $((SECONDS - seconds)) s"$'\n'
done

printf '%s' "$times"
line="$passed passed, $failed failed"
[ "$skipped" = 0 ] || line+=", $skipped skipped"
[ $((passed + failed)) -gt 0 ] || echo "no test ran"
echo "$line"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
