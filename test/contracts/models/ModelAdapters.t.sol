// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {IModelRegistry} from "../../../contracts/models/IModelRegistry.sol";
import {ModelBase} from "./ModelBase.sol";

/// @notice Adapters, their parents, and marks.
contract ModelAdaptersTest is ModelBase {
    bytes32 private constant ROOT = "root";

    function test_registersTheAdapterOfARun() public {
        _registerBase(SOUTH);
        _openRun(SOUTH, 1);
        uint256 runId = _openRun(NORTH, 1);
        _seed(runId);
        vm.expectEmit(address(registry));
        emit IModelRegistry.AdapterRegistered(
            2,
            runId,
            1,
            _list(1),
            "list",
            ROOT,
            "evaluation",
            "adapter",
            "ipfs://adapter"
        );
        _assertEq(_registerAdapter(NORTH, runId, _list(1), ROOT), 2);
        IModelRegistry.Model memory record = registry.model(2);
        _assertEq(record.operatorId, NORTH_ID);
        _assertEq(record.baseModelId, 1);
        _assertEq(record.runId, runId);
        assert(record.weightsHash == "adapter" && record.attributionRoot == ROOT);
        assert(record.status == 0 && record.claimedShare == 0);
        _assertEq(registry.modelCount(), 2);
        _assertEq(registry.run(runId).modelId, 2);
    }

    function test_closesTheRun() public {
        _adapter(ROOT);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.RunClosed.selector, 1, 2));
        _registerAdapter(NORTH, 1, _list(1), ROOT);
        _assertEq(registry.modelCount(), 2);
    }

    function test_isForTheRunsOperatorAfterTheDraw() public {
        uint256 runId = _openRun(NORTH, _registerBase(NORTH));
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.RunNotSeeded.selector, runId));
        _registerAdapter(NORTH, runId, _list(1), ROOT);
        _seed(runId);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.NotRunOperator.selector, runId, SOUTH));
        _registerAdapter(SOUTH, runId, _list(1), ROOT);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.NotOperator.selector, STRANGER));
        _registerAdapter(STRANGER, runId, _list(1), ROOT);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.RunUnknown.selector, 2));
        _registerAdapter(NORTH, 2, _list(1), ROOT);
        vm.expectRevert(IModelRegistry.AttributionMissing.selector);
        _registerAdapter(NORTH, runId, _list(1), 0);
        vm.expectRevert(IModelRegistry.WeightsMissing.selector);
        vm.prank(NORTH);
        registry.registerAdapter(runId, _list(1), "list", ROOT, "evaluation", 0, "ipfs://adapter");
        _assertEq(registry.run(runId).modelId, 0);
    }

    function test_namesOneToEightParents() public {
        for (uint256 i = 0; i < 9; ++i) _registerBase(NORTH);
        uint256 runId = _openRun(NORTH, 1);
        _seed(runId);
        uint256[] memory parents = new uint256[](0);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ParentCountInvalid.selector, 0));
        _registerAdapter(NORTH, runId, parents, ROOT);
        parents = new uint256[](9);
        for (uint256 i = 0; i < 9; ++i) parents[i] = i + 1;
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ParentCountInvalid.selector, 9));
        _registerAdapter(NORTH, runId, parents, ROOT);
        parents = new uint256[](8);
        for (uint256 i = 0; i < 8; ++i) parents[i] = i + 1;
        _assertEq(_registerAdapter(NORTH, runId, parents, ROOT), 10);
        _assertEq(registry.model(10).baseModelId, 1);
    }

    function test_namesTheBaseAmongParentsThatExistAndAscend() public {
        _registerBase(NORTH);
        _registerBase(NORTH);
        uint256 runId = _openRun(NORTH, 2);
        _seed(runId);
        _refusesParents(runId, _list(1), abi.encodeWithSelector(IModelRegistry.BaseNotParent.selector, 2));
        _refusesParents(runId, _list(1, 3), abi.encodeWithSelector(IModelRegistry.BaseNotParent.selector, 2));
        _refusesParents(runId, _list(2, 1), _unordered(2, 1));
        _refusesParents(runId, _list(2, 2), _unordered(2, 2));
        // Neither a later model nor the adapter itself, which would be 3.
        _refusesParents(runId, _list(2, 3), abi.encodeWithSelector(IModelRegistry.ModelUnknown.selector, 3));
        _refusesParents(runId, _list(0, 2), abi.encodeWithSelector(IModelRegistry.ModelUnknown.selector, 0));
        _registerAdapter(NORTH, runId, _list(1, 2), ROOT);
        _assertEq(registry.model(3).baseModelId, 2);
    }

    function test_isMarkedByRuling() public {
        _registerBase(NORTH);
        vm.expectEmit(address(registry));
        emit IModelRegistry.ModelMarked(1, 1, 77);
        registry.mark(1, 1, 77);
        _assertEq(registry.model(1).status, 1);
        registry.mark(1, 255, 78);
        _assertEq(registry.model(1).status, 255);
        assert(registry.model(1).weightsHash == WEIGHTS);
        _assertEq(registry.model(1).operatorId, NORTH_ID);
    }

    function test_isMarkedWithSomethingAndByNobodyElse() public {
        _registerBase(NORTH);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelUnknown.selector, 2));
        registry.mark(2, 1, 77);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.MarkMissing.selector, 1));
        registry.mark(1, 0, 77);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, NORTH));
        vm.prank(NORTH);
        registry.mark(1, 1, 77);
        _assertEq(registry.model(1).status, 0);
    }

    function test_makesNothingNewFromAWithdrawnModel() public {
        _registerBase(NORTH);
        _registerBase(NORTH);
        uint256 runId = _openRun(NORTH, 1);
        _seed(runId);
        registry.mark(2, 2, 77);
        bytes memory withdrawn = abi.encodeWithSelector(IModelRegistry.ModelWithdrawn.selector, 2);
        _claim(NORTH, 2);
        vm.expectRevert(withdrawn);
        _openClaimed(NORTH, 2, 2);
        _refusesParents(runId, _list(1, 2), withdrawn);
        // Other marks forbid nothing.
        registry.mark(1, 1, 77);
        _openClaimed(NORTH, 2, 1);
        registry.mark(1, 3, 77);
        _registerAdapter(NORTH, runId, _list(1), ROOT);
    }

    function _refusesParents(uint256 runId, uint256[] memory parents, bytes memory refusal) private {
        vm.expectRevert(refusal);
        _registerAdapter(NORTH, runId, parents, ROOT);
    }

    function _unordered(uint256 previous, uint256 parent) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IModelRegistry.ParentsNotAscending.selector, previous, parent);
    }
}
