package dev.braid.dl4j.layer;

import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;

/** What one layer's configuration takes over from another's. */
final class LoraCopies {
    private LoraCopies() {}

    static void settings(FeedForwardLayer from, FeedForwardLayer to) {
        to.setLayerName(from.getLayerName());
        to.setIDropout(from.getIDropout());
        to.setConstraints(from.getConstraints());
        to.setNIn(from.getNIn());
        to.setNOut(from.getNOut());
        to.setTimeDistributedFormat(from.getTimeDistributedFormat());
        to.setActivationFn(from.getActivationFn());
        to.setWeightInitFn(from.getWeightInitFn());
        to.setBiasInit(from.getBiasInit());
        to.setGainInit(from.getGainInit());
        to.setRegularization(from.getRegularization());
        to.setRegularizationBias(from.getRegularizationBias());
        to.setIUpdater(from.getIUpdater());
        to.setBiasUpdater(from.getBiasUpdater());
        to.setWeightNoise(from.getWeightNoise());
        to.setGradientNormalization(from.getGradientNormalization());
        to.setGradientNormalizationThreshold(from.getGradientNormalizationThreshold());
    }

    static void settings(SelfAttentionLayer from, SelfAttentionLayer to) {
        to.setLayerName(from.getLayerName());
        to.setIDropout(from.getIDropout());
        to.setConstraints(from.getConstraints());
        to.setNIn(from.getNIn());
        to.setNOut(from.getNOut());
        to.setNHeads(from.getNHeads());
        to.setHeadSize(from.getHeadSize());
        to.setProjectInput(from.isProjectInput());
        to.setWeightInit(from.getWeightInit());
        to.setParamWeightInit(from.getParamWeightInit());
        to.setRegularization(from.getRegularization());
        to.setRegularizationBias(from.getRegularizationBias());
        to.setUpdater(from.getUpdater());
        to.setBiasUpdater(from.getBiasUpdater());
        to.setGradientNormalization(from.getGradientNormalization());
        to.setGradientNormalizationThreshold(from.getGradientNormalizationThreshold());
    }
}
