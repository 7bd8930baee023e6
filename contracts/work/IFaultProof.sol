// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ProofJudge} from "./ProofJudge.sol";
import {ReceiptBook} from "./ReceiptBook.sol";

/// @title Receipts that are false by their own proof.
/// @notice Who proves it chooses the chunk, and nothing else: points come from the audit's seed among those committed under
/// the receipt, thresholds from the expert's profile.
interface IFaultProof {
    /// @notice A work receipt, field by field as it is signed and hashed.
    struct Receipt {
        uint16 version;
        uint64 epoch;
        uint64 index;
        bytes32 jobId;
        address gate;
        address operator;
        uint256 expertId;
        bytes32 modelHash;
        bytes32 adapterHash;
        string runtimeClass;
        bytes32 inputHash;
        bytes32 outputHash;
        bytes32 proofRoot;
        uint64 seed;
        uint64 units;
        uint64 startedAt;
        uint64 finishedAt;
    }

    /// @notice A chunk that contradicts the activations committed beside it. Leaves under `proofRoot`, hashed twice:
    /// chunk `(uint8 1, uint32 number, uint8 variant, uint16 k, uint16 points, bytes32 keccak256 of the chunk)`, point
    /// `(uint8 2, uint32 number, uint16 rank, uint32 index, uint32 value)` in ascending order of index.
    struct Fault {
        Receipt receipt;
        bytes32[] receiptPath; // path from its leaf to the sealed root
        uint32 number; // number of the chunk
        uint8 variant; // 1 for one word per coefficient, 2 for two
        uint16 k; // number of coefficients
        uint16 points; // number of points committed for the chunk
        bytes chunk;
        bytes32[] chunkPath; // path from its leaf to `proofRoot`
        uint32[] indices; // flat indices of the points that the seed draws, in ascending rank
        uint32[] values; // their values: a bf16 pattern in variant 1, fp32 bits in variant 2
        bytes32[][] pointPaths; // paths from their leaves to `proofRoot`
    }

    /// @notice A sealed receipt was proven false by its own proof.
    event FaultProven(bytes32 indexed key, uint256 indexed operatorId, bytes32 leaf);

    /// @notice A leaf does not lead to its root.
    error PathInvalid(bytes32 leaf, bytes32 root);
    /// @notice The seed draws this many points.
    error PointsMissing(uint256 given, uint256 drawn);
    /// @notice The chunk does not fail.
    error FaultNotProven(bytes32 leaf, ProofJudge.Verdict verdict);

    /// @notice Proves that a sealed receipt is false: the judge fails a chunk of its proof at points that the audit's seed
    /// draws among those committed with it, or refuses it as malformed. The epoch is void, as is all else like by a ruling,
    /// and the stake is held for `debitPeriod`. Anyone may call, from the draw on and also after the credit.
    function proveFault(
        uint256 operatorId,
        uint64 epoch,
        ReceiptBook.Seal calldata sealed_,
        Fault calldata fault
    ) external;
}
