package network.phala.pallet.transactionpayment;

import network.phala.frame.dispatch.DispatchClass;
import network.phala.frame.dispatch.Weight;
import network.phala.primitives.U128;
import network.phala.scale.Name;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// Weight, class and fee (without tip) of a call, as asked by clients.
@TypePath("pallet_transaction_payment::types::RuntimeDispatchInfo")
public record RuntimeDispatchInfo(
        Weight weight, @Name("class") DispatchClass dispatchClass, U128 partialFee) {}
