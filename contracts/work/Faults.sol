// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {MerklePath} from "../credits/MerklePath.sol";
import {ExpertRegistry} from "../experts/ExpertRegistry.sol";
import {IFaultProof} from "./IFaultProof.sol";
import {ProofJudge} from "./ProofJudge.sol";

/// @notice Whether a sealed receipt is false by its own proof. Whoever proves it chooses a chunk, and nothing else: points
/// come from the audit's seed among those committed under the receipt, thresholds from the expert's profile.
library Faults {
    using MerklePath for bytes32[];

    uint8 private constant CHUNK = 1;
    uint8 private constant POINT = 2;
    uint8 private constant TWO_WORD = 2;
    /// @dev Points that are drawn, all where there are fewer.
    uint256 private constant DRAWN = 32;
    uint256 private constant POINTS_MAX = 256;

    /// @dev Reverts unless the judge fails the chunk.
    function prove(
        ProofJudge judge,
        ExpertRegistry experts,
        bytes32 seed,
        bytes32 root,
        IFaultProof.Fault calldata fault
    ) internal view returns (bytes32 leaf) {
        leaf = leafOf(fault.receipt);
        _assertPath(fault.receiptPath, root, leaf);
        bytes memory chunk = abi.encode(
            CHUNK,
            fault.number,
            fault.variant,
            fault.k,
            fault.points,
            keccak256(fault.chunk)
        );
        _assertPath(fault.chunkPath, fault.receipt.proofRoot, _leaf(chunk));
        bytes memory points = _pack(keccak256(abi.encode(seed, leaf, fault.number)), fault);
        ProofJudge.Verdict found = _judge(judge, experts, fault, points);
        if (found != ProofJudge.Verdict.FAIL) revert IFaultProof.FaultNotProven(leaf, found);
    }

    /// @dev The leaf of a receipt.
    function leafOf(IFaultProof.Receipt calldata receipt) internal pure returns (bytes32 leaf) {
        bytes memory encoded = abi.encode(receipt);
        // Behind the length and the offset, which an encoding of the fields alone has not.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            leaf := keccak256(add(encoded, 0x40), sub(mload(encoded), 0x20))
        }
        return keccak256(abi.encode(leaf));
    }

    /// @dev What the judge refuses, the operator committed to in a form that nothing honest has. A call that ran out of gas
    /// gives no reason, so nobody gets a fault by sending too little.
    function _judge(
        ProofJudge judge,
        ExpertRegistry experts,
        IFaultProof.Fault calldata fault,
        bytes memory points
    ) private view returns (ProofJudge.Verdict) {
        try judge.judge(fault.chunk, fault.variant, fault.k, points) returns (ProofJudge.Statistics memory statistics) {
            // Without a profile only a chunk of which nothing matches fails.
            if (statistics.mismatches >= statistics.points) return ProofJudge.Verdict.FAIL;
            ProofJudge.Profile memory profile = experts.profileOf(fault.receipt.expertId, fault.receipt.modelHash);
            ProofJudge.Profile memory none;
            if (keccak256(abi.encode(profile)) == keccak256(abi.encode(none))) return ProofJudge.Verdict.INCONCLUSIVE;
            return judge.verdict(statistics, profile);
        } catch (bytes memory reason) {
            return reason.length >= 4 ? ProofJudge.Verdict.FAIL : ProofJudge.Verdict.INCONCLUSIVE;
        }
    }

    /// @dev Points as the judge reads them; none where the committed number is impossible, which the judge refuses.
    function _pack(bytes32 seed, IFaultProof.Fault calldata fault) private pure returns (bytes memory packed) {
        uint256 count = fault.points;
        if (count == 0 || count > POINTS_MAX) return "";
        uint256 ranks = _draw(seed, count);
        uint256 drawn = count < DRAWN ? count : DRAWN;
        bool complete = fault.indices.length == drawn && fault.values.length == drawn;
        if (!complete || fault.pointPaths.length != drawn) {
            revert IFaultProof.PointsMissing(fault.indices.length, drawn);
        }

        uint256 at = 0;
        for (uint256 rank = 0; rank < count; ++rank) {
            if ((ranks >> rank) & 1 == 0) continue;
            (uint32 index, uint32 value) = (fault.indices[at], fault.values[at]);
            bytes32 leaf = _leaf(abi.encode(POINT, fault.number, uint16(rank), index, value));
            _assertPath(fault.pointPaths[at++], fault.receipt.proofRoot, leaf);
            packed =
                fault.variant == TWO_WORD
                    ? abi.encodePacked(packed, index, value)
                    : abi.encodePacked(packed, index, uint16(value));
        }
    }

    /// @dev A bit for each rank that is drawn.
    function _draw(bytes32 seed, uint256 count) private pure returns (uint256 ranks) {
        uint256 left = count < DRAWN ? count : DRAWN;
        for (uint256 i = 0; left != 0; ++i) {
            uint256 bit = 1 << (uint256(keccak256(abi.encode(seed, i))) % count);
            if (ranks & bit != 0) continue;
            ranks |= bit;
            --left;
        }
    }

    function _leaf(bytes memory encoded) private pure returns (bytes32) {
        return keccak256(abi.encode(keccak256(encoded)));
    }

    function _assertPath(bytes32[] calldata path, bytes32 root, bytes32 leaf) private pure {
        if (!path.leadsTo(root, leaf)) revert IFaultProof.PathInvalid(leaf, root);
    }
}
