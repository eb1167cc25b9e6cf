/**
 * Blocked matrix products on the CPU that keep one chain of fused multiply-adds per output element:
 * {@link dev.braid.ops.gemm.PanelProduct} against a packed weight, {@link dev.braid.ops.gemm.OuterProduct} for weight
 * gradients. Linear layers and LoRA are made of them. Depends on {@code ops.memory} and {@code ops.device}.
 */
package dev.braid.ops.gemm;
