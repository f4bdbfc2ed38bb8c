/** A scheduler and an executor without Guice, which know Herald by its published libraries. */
package org.example.withoutguice;
