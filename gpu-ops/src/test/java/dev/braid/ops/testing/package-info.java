/** What the contract tests of operations share: fresh random operands and bitwise comparison. */
package dev.braid.ops.testing;
