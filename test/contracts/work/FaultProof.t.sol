// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IFaultProof} from "../../../contracts/work/IFaultProof.sol";
import {ProofJudge} from "../../../contracts/work/ProofJudge.sol";
import {ReceiptBook} from "../../../contracts/work/ReceiptBook.sol";
import {ISpotCheck} from "../../../contracts/work/ISpotCheck.sol";
import {ProofTree} from "./ProofTree.sol";
import {WorkBase} from "./WorkBase.sol";

/// @notice Operator 1 seals two receipts; the first commits to the chunk f(x) = 5 x + 16,000 and to values beside it.
contract FaultProofTest is WorkBase {
    using ProofTree for bytes32[];

    bytes private constant CHUNK = hex"ffd93e800005";
    bytes32 private constant OTHER = keccak256("the other receipt");

    uint16 private _count;
    uint256 private _wrong;
    bool private _isUnordered;
    bytes private _chunk = CHUNK;
    bytes32[] private _nodes;
    bytes32 private _leafOfReceipt;
    uint64 private _sealedEpoch;
    ReceiptBook.Seal private _sealed;
    bytes32 private _key;

    function setUp() public {
        _deploy(9);
        ProofJudge.Limits memory pass = ProofJudge.Limits(1, 50, 0, type(uint64).max);
        ProofJudge.Limits memory fail = ProofJudge.Limits(6, 300, 0, type(uint64).max);
        _experts.setProfile(3, "model", ProofJudge.Profile(pass, fail));
    }

    function test_aFaultVoidsTheEpochTakesBackWorkAndHoldsTheStake() public {
        _creditWork(1, 700);
        _commitTo(100, type(uint256).max);
        _speak(_key, 0, 0, 0);
        assert(_ledger.unitsOf(1) == 700);
        IFaultProof.Fault memory fault = _fault();
        vm.expectEmit(address(_check));
        emit IFaultProof.FaultProven(_key, 1, _leafOfReceipt);
        vm.prank(address(0x99));
        _check.proveFault(1, _sealedEpoch, _sealed, fault);
        assert(_stage(_key) == ISpotCheck.Stage.VOID && _ledger.unitsOf(1) == 0);
        assert(_check.voidedThrough(1) == block.timestamp);
        assert(_operators.heldUntil(1) == block.timestamp + 90 days);
        _waitForSeed();
        _reverts(abi.encodeWithSelector(ISpotCheck.AuditNotOpen.selector, _key, ISpotCheck.Stage.VOID));
        _check.advance(_key);
        _reverts(abi.encodeWithSelector(ISpotCheck.AuditNotOpen.selector, _key, ISpotCheck.Stage.VOID));
        this.prove(fault);
    }

    function test_aFaultIsProvenAfterTheCreditToo() public {
        _commitTo(100, type(uint256).max);
        _sayClean(_key);
        vm.warp(block.timestamp + 10 days);
        _check.settle(_key);
        assert(_ledger.unitsOf(1) == 500);
        vm.warp(block.timestamp + 5 days);
        this.prove(_fault());
        assert(_ledger.unitsOf(1) == 0 && _check.audit(_key).stage == ISpotCheck.Stage.VOID);
    }

    function test_anHonestProofIsNoFault() public {
        _commitTo(100, 0);
        _expectUnproven(ProofJudge.Verdict.PASS);
    }

    function test_fewWrongValuesAreInconclusive() public {
        _commitTo(20, 7);
        _expectUnproven(ProofJudge.Verdict.INCONCLUSIVE);
    }

    function test_manyWrongValuesFail() public {
        _commitTo(20, 0x7f);
        this.prove(_fault());
        assert(_stage(_key) == ISpotCheck.Stage.VOID);
    }

    /// @dev Half-lies: where half of the committed values are wrong, whichever points the seed draws show it.
    function testFuzz_halfLiesAreFound(bytes32 value) public {
        _beacon.choose(block.timestamp / 1 days + 1, value);
        _commitTo(256, 0x5555555555555555555555555555555555555555555555555555555555555555);
        this.prove(_fault());
        assert(_stage(_key) == ISpotCheck.Stage.VOID);
    }

    /// @dev W8: neither chunk nor points nor thresholds are the accuser's choice.
    function test_whoAccusesChoosesNoPoints() public {
        _commitTo(100, 1 << 99);
        IFaultProof.Fault memory fault = _fault();
        fault.values[0] ^= 0x1000;
        _expectPath(fault, 1);
        fault = _fault();
        fault.indices[0] += 1;
        _expectPath(fault, 1);
        fault = _fault();
        fault.chunk = hex"ffd93e800006";
        _expectPath(fault, 0);
        fault = _fault();
        fault.points = 99;
        _expectPath(fault, 0);
        fault = _fault();
        fault.receipt.units += 1;
        _expectPath(fault, 2);
        fault = _fault();
        fault.receipt.expertId = 4;
        _expectPath(fault, 2);
        fault = _fault();
        fault.indices = new uint32[](31);
        _reverts(abi.encodeWithSelector(IFaultProof.PointsMissing.selector, 31, 32));
        this.prove(fault);
        // Another seed's points are none of these.
        fault = _fault();
        (fault.indices[0], fault.indices[1]) = (fault.indices[1], fault.indices[0]);
        (fault.values[0], fault.values[1]) = (fault.values[1], fault.values[0]);
        (fault.pointPaths[0], fault.pointPaths[1]) = (fault.pointPaths[1], fault.pointPaths[0]);
        _expectPath(fault, 1);
    }

    function test_withoutAProfileOnlyAChunkOfWhichNothingMatchesFails() public {
        ProofJudge.Profile memory none;
        _experts.setProfile(3, "model", none);
        _commitTo(20, 0xffff);
        _expectUnproven(ProofJudge.Verdict.INCONCLUSIVE);
        _deploy(9);
        _experts.setProfile(3, "model", none);
        _commitTo(20, 0xfffff);
        this.prove(_fault());
        assert(_stage(_key) == ISpotCheck.Stage.VOID);
    }

    function test_aMalformedCommitmentIsAFault() public {
        // A modulus that no judge takes.
        _chunk = hex"00ff3e800005";
        _commitTo(20, 0);
        this.prove(_fault());
        assert(_stage(_key) == ISpotCheck.Stage.VOID);
        _deploy(9);
        _chunk = CHUNK;
        _isUnordered = true;
        _commitTo(20, 0);
        this.prove(_fault());
        assert(_stage(_key) == ISpotCheck.Stage.VOID);
        _deploy(9);
        _isUnordered = false;
        _commitTo(0, 0);
        this.prove(_fault());
        assert(_stage(_key) == ISpotCheck.Stage.VOID);
        _deploy(9);
        _commitTo(257, 0);
        this.prove(_fault());
        assert(_stage(_key) == ISpotCheck.Stage.VOID);
    }

    /// @dev Who sends too little gas to the judge gets no malformed proof out of it.
    function test_noAmountOfGasMakesAFault() public {
        _commitTo(20, 0);
        IFaultProof.Fault memory fault = _fault();
        for (uint256 gas_ = 60_000; gas_ < 700_000; gas_ += 8_000) {
            try this.prove{gas: gas_}(fault) {
                assert(false);
            } catch {}
        }
        assert(_stage(_key) == ISpotCheck.Stage.FIRST);
    }

    function test_needsTheAuditAndTheSeal() public {
        _commitTo(100, type(uint256).max);
        IFaultProof.Fault memory fault = _fault();
        ReceiptBook.Seal memory sealed_ = _sealed;
        sealed_.units = 501;
        _reverts(abi.encodeWithSelector(ISpotCheck.NotSealed.selector, 1, _sealedEpoch));
        this.proveWith(sealed_, fault);
        vm.warp(block.timestamp + 1 days);
        bytes32 undrawn = _check.keyOfEpoch(1, _epoch());
        _seal(1, 500);
        uint64 epoch = _sealedEpoch;
        _sealedEpoch = _epoch();
        _reverts(abi.encodeWithSelector(ISpotCheck.AuditNotOpen.selector, undrawn, ISpotCheck.Stage.NONE));
        this.prove(fault);
        _sealedEpoch = epoch;
        this.prove(fault);
    }

    function prove(IFaultProof.Fault memory fault) external {
        _check.proveFault(1, _sealedEpoch, _sealed, fault);
    }

    function proveWith(ReceiptBook.Seal memory sealed_, IFaultProof.Fault memory fault) external {
        _check.proveFault(1, _sealedEpoch, sealed_, fault);
    }

    function _expectUnproven(ProofJudge.Verdict found) private {
        IFaultProof.Fault memory fault = _fault();
        _reverts(abi.encodeWithSelector(IFaultProof.FaultNotProven.selector, _leafOfReceipt, found));
        this.prove(fault);
        assert(_stage(_key) == ISpotCheck.Stage.FIRST);
    }

    function _expectPath(IFaultProof.Fault memory fault, uint256 level) private {
        try this.prove(fault) {
            assert(false);
        } catch (bytes memory reason) {
            assert(bytes4(reason) == IFaultProof.PathInvalid.selector);
            bytes32 root;
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                root := mload(add(reason, 0x44))
            }
            assert(root == (level == 2 ? _sealed.root : _nodes[0]));
        }
    }

    /// @dev Commits to so many values, those with a bit wrong, seals, and draws the audit.
    function _commitTo(uint16 count, uint256 wrong) private {
        (_count, _wrong) = (count, wrong);
        bytes32[] memory leaves = new bytes32[](1 + count);
        bytes memory chunk = abi.encode(uint8(1), uint32(0), uint8(1), uint16(2), count, keccak256(_chunk));
        leaves[0] = _leaf(chunk);
        for (uint16 rank = 0; rank < count; ++rank) {
            (uint32 index, uint32 value) = _point(rank);
            leaves[1 + rank] = _leaf(abi.encode(uint8(2), uint32(0), rank, index, value));
        }
        _nodes = leaves.build();
        bytes memory encoded = abi.encode(_receipt());
        bytes32 once;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            once := keccak256(add(encoded, 0x40), sub(mload(encoded), 0x20))
        }
        _leafOfReceipt = keccak256(abi.encode(once));
        _sealedEpoch = _epoch();
        _sealed = _sealRoot(1, _sealedEpoch, _pair(_leafOfReceipt, OTHER), 10, 500);
        _waitForSeed();
        _check.draw(1, _sealedEpoch, _sealed);
        _key = _check.keyOfEpoch(1, _sealedEpoch);
    }

    function _fault() private view returns (IFaultProof.Fault memory fault) {
        fault.receipt = _receipt();
        fault.receiptPath = _path(OTHER);
        (fault.variant, fault.k, fault.points, fault.chunk) = (1, 2, _count, _chunk);
        fault.chunkPath = _nodes.path(0);
        if (_count == 0 || _count > 256) return fault;
        uint256 drawn = _count < 32 ? _count : 32;
        fault.indices = new uint32[](drawn);
        fault.values = new uint32[](drawn);
        fault.pointPaths = new bytes32[][](drawn);
        uint256 ranks = _drawRanks(drawn);
        uint256 at = 0;
        for (uint16 rank = 0; rank < _count; ++rank) {
            if ((ranks >> rank) & 1 == 0) continue;
            (fault.indices[at], fault.values[at]) = _point(rank);
            fault.pointPaths[at++] = _nodes.path(1 + rank);
        }
    }

    function _drawRanks(uint256 left) private view returns (uint256 ranks) {
        bytes32 seed = keccak256(abi.encode(_check.audit(_key).seed, _leafOfReceipt, uint256(0)));
        for (uint256 i = 0; left != 0; ++i) {
            uint256 rank = uint256(keccak256(abi.encode(seed, i))) % _count;
            if ((ranks >> rank) & 1 == 1) continue;
            ranks |= 1 << rank;
            --left;
        }
    }

    function _point(uint16 rank) private view returns (uint32 index, uint32 value) {
        index = 10 + 3 * uint32(_isUnordered ? _count - rank : rank);
        value = (5 * index + 16_000) % 65_497;
        if (rank < 256 && (_wrong >> rank) & 1 == 1) value ^= 0x1000;
    }

    function _receipt() private view returns (IFaultProof.Receipt memory receipt) {
        (receipt.version, receipt.epoch, receipt.expertId, receipt.modelHash) = (2, 20_000, 3, "model");
        (receipt.runtimeClass, receipt.operator, receipt.units) = (
            "a runtime class longer than one word",
            _account(1),
            9
        );
        receipt.proofRoot = _nodes[0];
    }

    function _leaf(bytes memory encoded) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(encoded)));
    }
}
