package dev.braid.gpp.cost;

/**
 * Equal devices in equal nodes, numbered node by node; the last node may have fewer.
 *
 * @param memoryBytes of one device
 */
public record Topology(
        int devices, double memoryBytes, int devicesPerNode, Link inNode, Link betweenNodes, DeviceRates rates) {
    public Topology {
        if (devices < 1) {
            throw new IllegalArgumentException("number of devices is " + devices + ", but must be at least 1");
        }
        if (devicesPerNode < 1) {
            throw new IllegalArgumentException("devices per node is " + devicesPerNode + ", but must be at least 1");
        }
        Require.positive("memory per device", memoryBytes);
    }

    public Link between(int device, int other) {
        return device / devicesPerNode == other / devicesPerNode ? inNode : betweenNodes;
    }

    /** The link that a group of so many devices is counted with while nobody knows where they are. */
    public Link within(int group) {
        return group <= devicesPerNode ? inNode : betweenNodes;
    }

    /** The same machine with another number of devices. */
    public Topology withDevices(int count) {
        return new Topology(count, memoryBytes, devicesPerNode, inNode, betweenNodes, rates);
    }
}
