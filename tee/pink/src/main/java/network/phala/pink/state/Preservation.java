package network.phala.pink.state;

/// How much of the source account must survive a withdrawal.
public enum Preservation {
    /// The account may go.
    EXPENDABLE,
    /// The account must stay if it only lives by its balance.
    PROTECT,
    /// The existential deposit stays free.
    PRESERVE
}
