#!/bin/sh
# Builds what is installed, from what Maven has compiled: archives with a Java runtime of their own, and a .deb.
# Two builds of one commit are equal, byte by byte: times are the commit's, owners root, orders sorted.
#
# Usage: package.sh CHECKOUT JDK-HOME
set -eu
LC_ALL=C
export LC_ALL
umask 022

checkout=$1
jdk=$2
sources=$checkout/distribution/src/main
dist=$checkout/target/dist
work=$checkout/distribution/target/work

say() { printf 'herald: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# ---- what is built ------------------------------------------------------------------------------

. "$sources/sh/version.sh"
case $(uname -m) in
  x86_64) arch=x64 deb_arch=amd64 native=x86_64 ;;
  aarch64) arch=aarch64 deb_arch=arm64 native=aarch64 ;;
  *) arch=$(uname -m) deb_arch=$arch native=$arch ;;
esac

# ---- the runtime --------------------------------------------------------------------------------

# A module that no class names, but that the JDK finds as a service: elliptic curves, for TLS.
service_modules=jdk.crypto.ec

# Services that nobody looks for here, or that other runtimes have. gRPC's: which server there is, which xDS doesn't ask, as
# it makes Netty's itself.
left_out='com.fasterxml.jackson.core.JsonFactory com.fasterxml.jackson.core.ObjectCodec
io.grpc.ServerProvider
jakarta.servlet.ServletContainerInitializer java.net.spi.InetAddressResolverProvider
reactor.blockhound.integration.BlockHoundIntegration sun.net.spi.nameservice.NameServiceDescriptor'

# A module's services are those of its module-info, not of META-INF/services: a library that brings another one would be
# silently without it. $1: the jar; $2: the module-info
check_services() {
  missing=
  services=$work/services
  rm -rf "$services"
  mkdir -p "$services"
  (cd "$services" && "$jdk/bin/jar" --extract --file "$1" META-INF/services)
  for file in "$services"/META-INF/services/*; do
    service=${file##*/}
    case " $(printf '%s' "$left_out" | tr '\n' ' ') " in *" $service "*) continue ;; esac
    for provider in $(sed 's/#.*//' "$file"); do
      grep -q "provides $service with" "$2" && grep -Eq "^ +$(printf '%s' "$provider" | sed 's/\./\\./g; s/\$/./g')[,;]" "$2" ||
        missing="$missing
  provides $service with $provider"
    done
  done
  rm -rf "$services"
  [ -z "$missing" ] || die "$2 lacks, or package.sh has to leave out:$missing"
}

# $1: the jar with the application; $2: its module-info; $3: where the runtime goes
link_runtime() {
  check_services "$1" "$2"
  linking=$work/linking
  rm -rf "$linking"
  mkdir -p "$linking/module" "$linking/added/io/herald/runtime/version" "$linking/sources"
  cp "$1" "$linking/module/io.herald.jar"
  printf 'version=%s\n' "$version" >"$linking/added/io/herald/runtime/version/version.properties"
  cp "$2" "$linking/sources/module-info.java"
  "$jdk/bin/javac" --release 17 -nowarn -d "$linking/added" --patch-module "io.herald=$1" "$linking/sources/module-info.java"
  "$jdk/bin/jar" --update --file "$linking/module/io.herald.jar" -C "$linking/added" .
  # Left out: native libraries, of which this system's are taken out, and pages that nobody can reach.
  "$jdk/bin/jlink" --module-path "$linking/module" --add-modules "io.herald,$service_modules" --output "$3" \
    --vm server --no-header-files --no-man-pages --dedup-legal-notices=error-if-not-same-content \
    --exclude-resources "$(foreign_resources)"
  take_out_native "$1" "$3"
  rm -rf "$linking"
}

# Native libraries are files beside the JVM's own, where their libraries and Herald look for them first. From the module each start
# would unpack them into a folder for temporary files, which has to be writable and may be mounted noexec.
# $1: the jar with the application; $2: the runtime
take_out_native() {
  [ "$(basename "$1")" != agent.jar ] || return 0 # The executor's ZooKeeper client does without.
  case $native in
    aarch64) netty=aarch_64 ;;
    *) netty=$native ;;
  esac
  libraries=$linking/libraries
  mkdir -p "$libraries"
  (cd "$libraries" && "$jdk/bin/jar" --extract --file "$1" jni META-INF/native lib)
  # Whatever they are called: with another version of a library its file may have another name.
  for library in "$libraries/jni/$native-Linux"/*.so "$libraries/META-INF/native"/*"_$netty.so" "$libraries/lib/linux-$native"/*.so; do
    [ ! -f "$library" ] || cp "$library" "$2/lib"
  done
}

foreign_resources() {
  printf '%s' "glob:/io.herald/META-INF/native/**,glob:/io.herald/jni/*-Linux/**,glob:/io.herald/META-INF/native-image/**,"
  printf '%s' "glob:/io.herald/META-INF/versions/**,glob:/io.herald/META-INF/proguard/**,"
  printf '%s' "glob:/io.herald/com/linecorp/armeria/server/docs/**.gz,glob:/io.herald/com/linecorp/armeria/server/docs/**.ttf,"
  for system in AIX FreeBSD Mac SunOS Windows; do
    printf '%s' "glob:/io.herald/org/xerial/snappy/native/$system/**,"
  done
  for cpu in aarch64 android-aarch64 android-arm arm armv6 armv7 ppc ppc64 ppc64le riscv64 s390x x86 x86_64; do
    [ "$cpu" = "$native" ] || printf '%s' "glob:/io.herald/org/xerial/snappy/native/Linux/$cpu/**,"
  done
  printf '%s' "glob:/io.herald/lib/*-*/**"
}

# ---- the archives -------------------------------------------------------------------------------

# $1: the folder; what is in it gets the commit's time and rights that don't depend on who builds.
settle() {
  find "$1" -type d -exec chmod 755 {} +
  find "$1" -type f -exec chmod u+rw,go-w,a+r {} +
  find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

# $1: the folder that is archived, below $work; $2: the archive
archive() {
  tar --directory "$work" --sort=name --format=gnu --owner=0 --group=0 --numeric-owner \
    --mtime="@$SOURCE_DATE_EPOCH" --create "$1" | gzip -n -6 >"$2.new"
  mv "$2.new" "$2"
  say "$2 ($(du -m "$2" | cut -f1) MB)"
}

# The installed tree. $1: its folder; $2: the main class; $3 and more: its lists of classes, LIST=NAME-IN-THE-TREE
tree() {
  tree=$1
  main=$2
  shift 2
  mkdir -p "$tree/bin" "$tree/lib"
  sed "s/@VERSION@/$version/; s/@MAIN@/$main/" "$sources/sh/herald.sh" >"$tree/bin/herald"
  cp "$sources/sh/archive-classes.sh" "$tree/bin/archive-classes"
  chmod 755 "$tree/bin/herald" "$tree/bin/archive-classes"
  cp "$checkout/launcher/src/main/jvm/jvm.sh" "$checkout/launcher/src/main/jvm/dns-compiler.json" "$tree/lib"
  for list in "$@"; do
    cp "$sources/classes/${list%=*}.classes" "$tree/lib/${list#*=}.list"
  done
  printf '%s\n' "$version" >"$tree/lib/version"
  cp "$checkout/LICENSE" "$tree"
}

rm -rf "$work"
mkdir -p "$work" "$dist"
say "packaging herald $version"

herald=herald-$version-linux-$arch
tree "$work/$herald" io.herald.launcher.Herald herald=classes dns=dns agent=agent
link_runtime "$checkout/launcher/target/herald.jar" "$sources/module/module-info.herald.java" "$work/$herald/runtime"
mkdir -p "$work/$herald/examples" "$work/$herald/share/herald"
cp -R "$sources/monitoring" "$work/$herald/share/herald/monitoring"
cp "$checkout/examples/http-example.yaml" "$work/$herald/examples"
cp -R "$checkout/distribution/examples/." "$work/$herald/examples"
cp "$checkout/README.md" "$checkout/CHANGELOG.md" "$work/$herald"
cp -R "$checkout/docs" "$work/$herald/docs"
"$jdk/bin/java" -cp "$checkout/launcher/target/herald.jar:$checkout/distribution/target/classes" \
  io.herald.distribution.DocumentWriter "$work/$herald/share" "$version" "$SOURCE_DATE_EPOCH"
settle "$work/$herald"
archive "$herald" "$dist/$herald.tar.gz"

# ---- the .deb -----------------------------------------------------------------------------------

# In kB, as Debian's own tools count: what folders take differs between file systems. $1: the folder
installed_size() {
  find "$1" -path "$1/DEBIAN" -prune -o -printf '%y %s\n' |
    awk '{ size += $1 == "f" ? int(($2 + 1023) / 1024) : 1 } END { print size }'
}

# By dpkg-deb, which every Debian has; elsewhere the archives are all there is.
if command -v dpkg-deb >/dev/null; then
  root=$work/deb
  mkdir -p "$root/DEBIAN" "$root/usr/lib" "$root/usr/bin" "$root/etc/default" "$root/etc/herald/announce" \
    "$root/lib/systemd/system" "$root/usr/share/doc" "$root/usr/share/man"
  cp -R "$work/$herald" "$root/usr/lib/herald"
  mv "$root/usr/lib/herald/docs" "$root/usr/share/doc/herald"
  for file in README.md CHANGELOG.md LICENSE; do mv "$root/usr/lib/herald/$file" "$root/usr/share/doc/herald"; done
  cp -R "$root/usr/lib/herald/share/." "$root/usr/share"
  rm -r "$root/usr/lib/herald/share"
  gzip -n -9 "$root"/usr/share/man/man1/*
  ln -s ../lib/herald/bin/herald "$root/usr/bin/herald"
  cp "$sources"/systemd/*.service "$root/lib/systemd/system"
  cp "$sources/debian/default" "$root/etc/default/herald"
  cp "$sources/debian/dns.json" "$sources/debian/lb.json" "$root/etc/herald"
  for script in postinst prerm postrm; do
    cp "$sources/debian/$script" "$root/DEBIAN"
    chmod 755 "$root/DEBIAN/$script"
  done
  cp "$sources/debian/conffiles" "$root/DEBIAN"
  sed "s/@DEB_VERSION@/$version/; s/@DEB_ARCH@/$deb_arch/; s/@SIZE@/$(installed_size "$root")/" \
    "$sources/debian/control.in" >"$root/DEBIAN/control"
  settle "$root"
  deb=$dist/herald_${version}_$deb_arch.deb
  dpkg-deb --root-owner-group -Zgzip -z6 --build "$root" "$deb" >/dev/null
  say "$deb ($(du -m "$deb" | cut -f1) MB)"
else
  say "no .deb: dpkg-deb is missing (Debian: apt-get install dpkg)."
fi

agent=herald-executor-$version-linux-$arch
tree "$work/$agent" io.herald.launcher.AgentHerald agent=classes
link_runtime "$checkout/distribution/agent/target/agent.jar" "$sources/module/module-info.agent.java" \
  "$work/$agent/runtime"
settle "$work/$agent"
# An agent unpacks it for each task, where a first start is the only one: the archive of classes comes with it.
"$work/$agent/bin/archive-classes"
settle "$work/$agent"
archive "$agent" "$dist/$agent.tar.gz"
