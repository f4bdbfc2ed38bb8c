#!/bin/sh
# Publishes the libraries of this commit, in the version that its packages have: each with its sources, its javadoc, the list
# of what is in it (CycloneDX), and signatures. Works on a copy of the commit, where each POM says that version.
#
# Usage: distribution/release.sh FOLDER [argument of Maven's …]
#
# FOLDER is a Maven repository and may be any: to publish elsewhere, add -DaltDeploymentRepository=ID::URL. The key that
# signs is in the environment, MAVEN_GPG_KEY (gpg --export-secret-keys --armor) and MAVEN_GPG_PASSPHRASE.
set -eu

say() { printf 'herald: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

checkout=$(CDPATH='' cd "$(dirname "$0")/.." && pwd -P)
[ $# -ge 1 ] || die "usage: distribution/release.sh FOLDER [argument of Maven's …]"
[ -n "${MAVEN_GPG_KEY:-}" ] || die "MAVEN_GPG_KEY is not set: it is the key that signs, as gpg --export-secret-keys --armor prints it."
mkdir -p "$1"
folder=$(CDPATH='' cd "$1" && pwd -P)
shift
. "$checkout/distribution/src/main/sh/version.sh"
case $version in
  *changed) die "the tree has changes that are not committed, and what is published is a commit: commit or stash them." ;;
esac

copy=$checkout/target/release-source
rm -rf "$copy"
mkdir -p "$copy"
git -C "$checkout" archive HEAD | tar -x -C "$copy"
find "$copy" -name pom.xml -exec sed -i "s|<version>0.1.0-SNAPSHOT</version>|<version>$version</version>|" {} +

# What the bill of materials names is what is published; a test holds that.
published=$(sed -n 's|.*<artifactId>\(herald-[^<]*\)</artifactId><version>.*|:\1|p' "$copy/bom/pom.xml" | tr '\n' ',')
say "publishing the libraries of herald $version into $folder"
cd "$copy"
mvn -B -q -Pquick,release -pl "$published:herald-bom" -am \
  "-Dproject.build.outputTimestamp=$SOURCE_DATE_EPOCH" "-DaltDeploymentRepository=local::file://$folder" "$@" deploy
rm -rf "$copy"
