/**
 * How etcd is reached, as rows of a command's or the DNS server's table of parameters. What is done
 * with etcd, and its rows, are those of the modules that use it.
 */
@NullMarked
package io.herald.etcd.config;

import org.jspecify.annotations.NullMarked;
