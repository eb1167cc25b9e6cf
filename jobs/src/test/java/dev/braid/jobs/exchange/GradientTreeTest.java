package dev.braid.jobs.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class GradientTreeTest {
    private static final int PARAMETERS = 17;

    @RepeatedTest(200)
    void theTotalHasTheSameBitsForAnyLeasesOrderAndDuplicates() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<PartialSum> leaves = randomLeaves(random, 1 + random.nextInt(40));
        PartialSum expected = recursive(leaves, 32 - Integer.numberOfLeadingZeros(leaves.size() - 1), 0);

        GradientTree tree = new GradientTree(leaves.size(), PARAMETERS);
        for (PartialSum sum : arrivals(leaves, random)) {
            tree.add(sum);
        }

        assertSameBits(expected, tree.root().orElseThrow(), "seed " + seed);
    }

    @Test
    void theOrderOfAdditionIsVisibleInTheBits() {
        // Guards the test above: with these leaves a running sum from the left differs from the tree.
        List<PartialSum> leaves = randomLeaves(new Random(1), 33);
        float[] running = new float[PARAMETERS];
        for (PartialSum leaf : leaves) {
            for (int i = 0; i < PARAMETERS; i++) {
                running[i] += leaf.gradient()[i];
            }
        }
        assertTrue(!Arrays.equals(running, recursive(leaves, 6, 0).gradient()));
    }

    @Test
    void anAlignedLeaseBecomesOneNode() {
        GradientTree lease = new GradientTree(11, PARAMETERS);
        List<PartialSum> leaves = randomLeaves(new Random(2), 11);
        leaves.subList(8, 11).forEach(lease::add);
        assertEquals(1, lease.nodes().size());
        assertEquals(8, lease.nodes().get(0).firstLeaf());
    }

    @Test
    void aBlockThatWasCountedIsADuplicate() {
        GradientTree tree = new GradientTree(4, 0);
        assertEquals(GradientTree.Receipt.COUNTED, tree.add(PartialSum.leaf(0, 3, 1.5, new float[0])));
        assertEquals(GradientTree.Receipt.DUPLICATE, tree.add(PartialSum.leaf(0, 3, 1.5, new float[0])));
        assertEquals(
                GradientTree.Receipt.COUNTED, tree.add(new PartialSum(1, 0, 7, 2.5, new float[0])), "holds leaf 1");
        assertEquals(GradientTree.Receipt.DUPLICATE, tree.add(PartialSum.leaf(1, 4, 1, new float[0])));
        assertTrue(tree.root().isEmpty());
        tree.add(new PartialSum(1, 1, 1, 1, new float[0]));
        assertEquals(8, tree.root().orElseThrow().targets());
    }

    @Test
    void sumsThatDoNotFitAreRefused() {
        GradientTree tree = new GradientTree(4, 2);
        assertThrows(IllegalArgumentException.class, () -> tree.add(PartialSum.leaf(4, 1, 1, new float[2])));
        assertThrows(IllegalArgumentException.class, () -> tree.add(new PartialSum(3, 0, 1, 1, new float[2])));
        Exception wrong =
                assertThrows(IllegalArgumentException.class, () -> tree.add(PartialSum.leaf(0, 1, 1, new float[3])));
        assertEquals("node (0, 0) has a gradient of 3 elements, must have 2", wrong.getMessage());
    }

    /** The leases of several executors that cut the step differently, some of them twice, in any order. */
    private static List<PartialSum> arrivals(List<PartialSum> leaves, Random random) {
        List<PartialSum> arrivals = new ArrayList<>();
        for (int cut = 0; cut < 1 + random.nextInt(3); cut++) {
            int lease = 1 << random.nextInt(5);
            for (int from = 0; from < leaves.size(); from += lease) {
                for (int copies = 1 + random.nextInt(2); copies > 0; copies--) {
                    arrivals.addAll(leaseSum(leaves, from, Math.min(leaves.size(), from + lease), random));
                }
            }
        }
        Collections.shuffle(arrivals, random);
        return arrivals;
    }

    private static List<PartialSum> leaseSum(List<PartialSum> leaves, int from, int to, Random random) {
        GradientTree lease = new GradientTree(leaves.size(), PARAMETERS);
        List<PartialSum> order = new ArrayList<>(leaves.subList(from, to));
        Collections.shuffle(order, random);
        order.forEach(leaf -> lease.add(copy(leaf)));
        return lease.nodes();
    }

    /** The definition, written down: a node is left + right. */
    private static PartialSum recursive(List<PartialSum> leaves, int level, int index) {
        if (level == 0) {
            return copy(leaves.get(index));
        }
        PartialSum left = recursive(leaves, level - 1, 2 * index);
        if ((2 * index + 1) << (level - 1) >= leaves.size()) {
            return new PartialSum(level, index, left.targets(), left.lossSum(), left.gradient());
        }
        PartialSum right = recursive(leaves, level - 1, 2 * index + 1);
        float[] sum = new float[PARAMETERS];
        for (int i = 0; i < PARAMETERS; i++) {
            sum[i] = left.gradient()[i] + right.gradient()[i];
        }
        return new PartialSum(level, index, left.targets() + right.targets(), left.lossSum() + right.lossSum(), sum);
    }

    private static List<PartialSum> randomLeaves(Random random, int count) {
        List<PartialSum> leaves = new ArrayList<>();
        for (int leaf = 0; leaf < count; leaf++) {
            float[] gradient = new float[PARAMETERS];
            for (int i = 0; i < PARAMETERS; i++) {
                gradient[i] = (float) (random.nextGaussian() * Math.exp(4 * random.nextGaussian()));
            }
            leaves.add(PartialSum.leaf(leaf, random.nextInt(50), random.nextDouble() * 100, gradient));
        }
        return leaves;
    }

    private static PartialSum copy(PartialSum sum) {
        return new PartialSum(
                sum.level(),
                sum.index(),
                sum.targets(),
                sum.lossSum(),
                sum.gradient().clone());
    }

    private static void assertSameBits(PartialSum expected, PartialSum actual, String hint) {
        assertEquals(expected.targets(), actual.targets(), hint);
        assertEquals(
                Double.doubleToRawLongBits(expected.lossSum()), Double.doubleToRawLongBits(actual.lossSum()), hint);
        assertArrayEquals(expected.gradient(), actual.gradient(), hint);
    }
}
