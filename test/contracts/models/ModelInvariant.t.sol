// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {TestBase, Vm} from "../Vm.sol";
import {IModelRegistry} from "../../../contracts/models/IModelRegistry.sol";
import {ModelWorld} from "./ModelBase.sol";

/// @notice Two operators register, run, adapt and are marked; two contributors claim shares that may exceed the whole.
contract ModelHandler is ModelWorld {
    bytes32 private constant REGISTERED = keccak256(
        "AdapterRegistered(uint256,uint256,uint256,uint256[],bytes32,bytes32,bytes32,bytes32,string)"
    );
    bool public cyclic;
    bool public rewritten;
    bool public claimedTwice;
    bool public claimedTooSoon;
    bool public wrongPolicy;
    bool public secondRun;
    bool public openedTooLate;
    uint256 public adapters;
    uint256 public claims;
    mapping(uint256 policyId => uint256 runId) private _lastRun;
    mapping(uint256 policyId => mapping(bool south => bool)) private _hasClaimed;
    mapping(uint256 policyId => bool) private _isVerified;
    mapping(uint256 modelId => uint256) public claimedOf;
    mapping(uint256 modelId => uint16) public shareOf;
    mapping(uint256 modelId => mapping(uint256 => bool)) private _claimed;
    mapping(uint256 modelId => bytes32) private _records;

    constructor() {
        _open();
        _registerBase(NORTH);
        _remember(1);
    }

    function registerBase(bool south) external {
        _remember(_registerBase(south ? SOUTH : NORTH));
    }

    function claimRun(bool south, uint256 policyId) external {
        policyId = _bound(policyId, around.currentId() > 1 ? around.currentId() - 1 : 1, around.currentId());
        vm.prank(south ? SOUTH : NORTH);
        try registry.claimRun(policyId) returns (uint256 runId) {
            if (registry.run(runId).policyId != around.currentId()) wrongPolicy = true;
            if (registry.run(_lastRun[policyId]).verifiedAt != 0 || _hasClaimed[policyId][south]) secondRun = true;
            (_lastRun[policyId], _hasClaimed[policyId][south]) = (runId, true);
        } catch {}
    }

    function openRun(bool south, uint256 runId, uint256 base) external {
        base = _bound(base, 1, registry.modelCount());
        runId = _bound(runId, 1, registry.runCount() + 1);
        IModelRegistry.Run memory before = registry.run(runId);
        vm.prank(south ? SOUTH : NORTH);
        try registry.openRun(runId, base, SNAPSHOT, CONSENT, HEAD, "") {
            if (before.policyId != around.currentId()) wrongPolicy = true;
            if (before.openedAt != 0 || _lastRun[before.policyId] != runId) secondRun = true;
            if (before.operatorId != (south ? SOUTH_ID : NORTH_ID)) secondRun = true;
            if (block.timestamp >= before.claimedAt + LIFE) openedTooLate = true;
        } catch {}
    }

    function changePolicy() external {
        around.setPolicy(around.currentId() + 1);
    }

    function draw(uint256 runId) external {
        if (registry.runCount() == 0) return;
        runId = _bound(runId, 1, registry.runCount());
        IModelRegistry.Run memory record = registry.run(runId);
        if (record.openedAt != 0 && !record.seeded) _seed(runId);
    }

    /// @dev Parents may be the adapter itself or what does not exist yet.
    function adapt(uint256 runId, uint256 other, uint256 share) external {
        if (registry.runCount() == 0) return;
        runId = _bound(runId, 1, registry.runCount());
        uint256 base = registry.run(runId).baseModelId;
        other = _bound(other, 1, registry.modelCount() + 2);
        uint256[] memory parents =
            other < base
                ? _list(other, base)
                : other == base
                    ? _list(base)
                    : _list(base, other);
        uint16 anaShare = uint16(_bound(share, 1, 12_000));
        bytes32 root = _pair(_leaf(ANA, anaShare), _leaf(BAKO, 5_000));
        vm.recordLogs();
        address account = registry.run(runId).operatorId == NORTH_ID ? NORTH : SOUTH;
        vm.prank(account);
        try registry.registerAdapter(runId, parents, "list", root, "evaluation", "adapter", "") returns (uint256 id) {
            ++adapters;
            _remember(id);
            _checkLineage(id);
            shareOf[id] = anaShare;
        } catch {}
    }

    function verify(uint256 runId) external {
        runId = _bound(runId, 1, registry.runCount());
        registry.markVerified(runId);
        uint256 policyId = registry.run(runId).policyId;
        if (_isVerified[policyId]) secondRun = true;
        _isVerified[policyId] = true;
    }

    function name(uint256 modelId, bool named) external {
        around.setNamed(_bound(modelId, 1, registry.modelCount()), named);
    }

    function wait_(uint256 time) external {
        vm.warp(block.timestamp + (time % (2 * WINDOW)));
    }

    function claim(uint256 modelId, bool bako) external {
        uint256 id = _bound(modelId, 1, registry.modelCount());
        uint16 share = shareOf[id];
        if (bako) _claim(id, BAKO, 5_000, _leaf(ANA, share));
        else _claim(id, ANA, share, _leaf(BAKO, 5_000));
    }

    function mark(uint256 modelId, uint8 status) external {
        modelId = _bound(modelId, 1, registry.modelCount());
        try registry.mark(modelId, status, 1) {} catch {}
    }

    function kept() external view returns (bool) {
        for (uint256 id = 1; id <= registry.modelCount(); ++id) if (_record(id) != _records[id]) return false;
        return true;
    }

    function sumsAreWithinTheWhole() external view returns (bool) {
        for (uint256 id = 1; id <= registry.modelCount(); ++id) {
            uint256 claimed = registry.model(id).claimedShare;
            if (claimed > 10_000 || claimed != claimedOf[id]) return false;
        }
        return true;
    }

    function _claim(uint256 modelId, uint256 contributor, uint16 share, bytes32 sibling) private {
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = sibling;
        try registry.claimAttribution(modelId, contributor, share, proof) {
            if (_claimed[modelId][contributor]) claimedTwice = true;
            _claimed[modelId][contributor] = true;
            claimedOf[modelId] += share;
            ++claims;
            uint48 verifiedAt = registry.run(registry.model(modelId).runId).verifiedAt;
            bool open = verifiedAt != 0 && block.timestamp >= verifiedAt + WINDOW;
            if (!open || around.isModelNamed(modelId) || registry.model(modelId).status == 2) claimedTooSoon = true;
        } catch {}
    }

    function _checkLineage(uint256 modelId) private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != REGISTERED) continue;
            (uint256 base, uint256[] memory parents) = abi.decode(logs[i].data, (uint256, uint256[]));
            if (base >= modelId) cyclic = true;
            for (uint256 j = 0; j < parents.length; ++j) if (parents[j] >= modelId || parents[j] == 0) cyclic = true;
        }
    }

    function _remember(uint256 modelId) private {
        _records[modelId] = _record(modelId);
    }

    /// @dev What of a record never changes.
    function _record(uint256 modelId) private view returns (bytes32) {
        IModelRegistry.Model memory it = registry.model(modelId);
        if (it.baseModelId >= modelId) return 0;
        return keccak256(abi.encode(it.operatorId, it.baseModelId, it.runId, it.weightsHash, it.attributionRoot));
    }
}

/// @notice What holds of lineage and attribution whatever happens.
contract ModelInvariantTest is TestBase {
    ModelHandler private _handler;

    function setUp() public {
        _handler = new ModelHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_lineageAndAttributionHold() public view {
        assert(!_handler.cyclic() && _handler.kept());
        assert(!_handler.wrongPolicy() && !_handler.secondRun() && !_handler.openedTooLate());
        assert(!_handler.claimedTooSoon());
        assert(!_handler.claimedTwice() && _handler.sumsAreWithinTheWhole());
    }
}
