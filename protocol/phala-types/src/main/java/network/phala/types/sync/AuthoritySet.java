package network.phala.types.sync;

import java.util.List;

/// The GRANDPA voters and the number of their set.
public record AuthoritySet(List<Authority> list, long id) {
    public AuthoritySet {
        list = List.copyOf(list);
    }
}
