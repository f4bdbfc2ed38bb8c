package io.herald.balancer.haproxy;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the files of one certificate hold: its PEM file, and what HAProxy looks for beside it.
 *
 * @param name of the PEM file
 * @param files bytes by file name, each as a character of ISO 8859-1
 */
record CertificateCopy(String name, SortedMap<String, String> files) {

  CertificateCopy {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /** Of the PEM file. */
  String pem() {
    return files.getOrDefault(name, "");
  }

  /** Whether nothing beside the PEM file belongs to it. */
  boolean isOneFile() {
    return files.size() == 1;
  }
}
