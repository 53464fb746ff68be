package network.phala.bench;

import java.util.List;

/// A measurement that gives one or more figures.
interface Bench {
    /// What its figures' names begin with.
    String name();

    List<Figure> measure() throws Exception;
}
