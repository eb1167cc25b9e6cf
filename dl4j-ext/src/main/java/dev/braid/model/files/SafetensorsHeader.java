package dev.braid.model.files;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What the header of a safetensors file says: free metadata, and where each tensor lies. */
record SafetensorsHeader(Map<String, String> metadata, List<TensorHeader> tensors) {
    SafetensorsHeader {
        metadata = Map.copyOf(metadata);
        tensors = List.copyOf(tensors);
    }

    /**
     * Checks that the tensors cover the data without overlap or hole, as the format demands: bytes that belong to no
     * tensor may hide anything.
     *
     * @throws ModelFileException naming the first tensor that does not fit
     */
    void checkLayout(String file, long dataBytes) {
        List<TensorHeader> ordered = new ArrayList<>(tensors);
        ordered.sort(Comparator.comparingLong(TensorHeader::begin).thenComparingLong(TensorHeader::end));
        long covered = 0;
        for (TensorHeader tensor : ordered) {
            if (tensor.end() > dataBytes) {
                throw new ModelFileException(file + ": tensor " + tensor.name() + " ends at byte " + tensor.end()
                        + " of the data, but the file holds " + dataBytes + "; it is truncated, fetch it again");
            }
            if (tensor.begin() != covered) {
                throw new ModelFileException(file + ": tensor " + tensor.name() + " begins at byte " + tensor.begin()
                        + " of the data, but the tensors before it end at " + covered + "; "
                        + (tensor.begin() < covered ? "tensors overlap" : "there is a hole"));
            }
            covered = tensor.end();
        }
        if (covered != dataBytes) {
            throw new ModelFileException(file + ": holds " + dataBytes + " bytes of data, but its tensors end at "
                    + covered + "; the rest belongs to no tensor");
        }
    }
}
