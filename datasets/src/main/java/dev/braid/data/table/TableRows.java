package dev.braid.data.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.data.row.RowException;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/** How the rows of a dataset become rows of a table. Travels to the tasks that make them. */
public sealed interface TableRows extends Serializable permits ColumnRows, TokenRows {
    /** What a row of the table holds, in order. */
    List<TensorColumns> tensors();

    /** Decides, with the files, what the table holds. */
    String identity();

    /** For the rows of one partition, in their order. */
    Maker open();

    /** Makes rows of the table. One owner. */
    interface Maker extends AutoCloseable {
        /**
         * @param row a row of the dataset
         * @param sink takes the table's rows that it completes: none, one or several
         * @throws RowException naming what is wrong with the row; it is left out as a whole
         */
        void take(JsonNode row, Sink sink) throws IOException;

        @Override
        void close();
    }

    /** Takes rows of a table, each of as many numbers as the tensors have. */
    interface Sink {
        void put(float[] numbers) throws IOException;
    }
}
