/** A scheduler that is wired by Guice, and knows Herald by its published libraries. */
package org.example.withguice;
