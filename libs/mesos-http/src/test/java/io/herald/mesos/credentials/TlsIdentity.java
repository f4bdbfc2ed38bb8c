package io.herald.mesos.credentials;

import io.herald.certificates.PemFiles;
import io.herald.certificates.SelfSigned;
import io.herald.runtime.tls.PemFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One side of a TLS connection: its certificate and key, as settings name them. */
record TlsIdentity(PemFiles files) {

  /** One for these addresses and host names. */
  static TlsIdentity in(Path folder, String name, String... hosts) throws IOException {
    return new TlsIdentity(SelfSigned.forHosts(name, hosts).writeTo(folder));
  }

  Path certificate() {
    return files.certificate();
  }

  Path key() {
    return files.key();
  }

  PemFile certificateFile() {
    return new PemFile("--cert-file", files.certificate().toString());
  }

  PemFile keyFile() {
    return new PemFile("--key-file", files.key().toString());
  }

  /** TLS that shows this certificate and trusts that of another. */
  MesosTls trusting(TlsIdentity other, MesosTls.Verification verification) {
    return new MesosTls(
        List.of(new PemFile("--ca-cert-file", other.certificate().toString())),
        Optional.of(certificateFile()),
        Optional.of(keyFile()),
        verification);
  }
}
