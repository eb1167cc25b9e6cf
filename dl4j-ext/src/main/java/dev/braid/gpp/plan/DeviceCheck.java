package dev.braid.gpp.plan;

import dev.braid.gpp.cost.Topology;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** C3: each stage has devices that exist and that no other stage has. */
final class DeviceCheck {
    private final int devices;
    private final Plan plan;
    private final List<Violation> violations;
    private final Map<Integer, Integer> stageOf = new HashMap<>();

    DeviceCheck(Topology topology, Plan plan, List<Violation> violations) {
        this.devices = topology.devices();
        this.plan = plan;
        this.violations = violations;
    }

    void run() {
        for (int place = 0; place < plan.stages().size(); place++) {
            stage(place, plan.stages().get(place).devices());
        }
    }

    private void stage(int place, List<Integer> own) {
        if (own.isEmpty()) {
            violations.add(new Violation.Empty(place, "device"));
        }
        for (int device : own) {
            if (device < 0 || device >= devices) {
                violations.add(new Violation.Unknown(place, "device", device, devices));
                continue;
            }
            Integer other = stageOf.putIfAbsent(device, place);
            if (other != null) {
                violations.add(new Violation.Shared("device " + device, other, place));
            }
        }
    }
}
