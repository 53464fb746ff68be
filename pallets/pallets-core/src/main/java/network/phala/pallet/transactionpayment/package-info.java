/// Transaction fees: withdrawn before the dispatch, corrected after it, shared by treasury and author.
///
/// Start with [TransactionPayment] and [ChargeTransactionPayment]. Follows polkadot-sdk 1.5.0
/// substrate/frame/transaction-payment.
///
/// **Terminology** *multiplier*: what the weight part of a fee is multiplied by; it follows how full blocks are.
@NullMarked
package network.phala.pallet.transactionpayment;

import org.jspecify.annotations.NullMarked;
