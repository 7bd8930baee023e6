// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC5192} from "../../../contracts/experts/IERC5192.sol";
import {IERC8004Identity} from "../../../contracts/experts/IERC8004Identity.sol";
import {IExpertRegistry} from "../../../contracts/experts/IExpertRegistry.sol";
import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {IERC721} from "@openzeppelin/contracts/interfaces/IERC721.sol";
import {ExpertWorld} from "./ExpertWorld.sol";

/// @notice Experts from their birth to their end, and who may change what.
contract ExpertRegistryTest is ExpertWorld {
    function setUp() public {
        _open();
    }

    function test_publishes() public {
        vm.expectEmit(address(experts));
        emit IERC721.Transfer(address(0), NORTH, 1);
        vm.expectEmit(address(experts));
        emit IERC5192.Locked(1);
        vm.expectEmit(address(experts));
        emit IERC8004Identity.Registered(1, "ipfs://m", NORTH);
        vm.expectEmit(address(experts));
        emit IExpertRegistry.ExpertPublished(1, NORTH_ID, "lyric", MANIFEST, "ipfs://m");
        _assertEq(_publish(NORTH), 1);
        _assertEq(_publish(SOUTH), 2);
        IExpertRegistry.Expert memory record = experts.expert(1);
        _assertEq(record.operatorId, NORTH_ID);
        _assertEq(record.status, 1);
        assert(record.manifestHash == MANIFEST && _same(record.uri, "ipfs://m") && _same(record.domain, "lyric"));
        assert(experts.ownerOf(1) == NORTH && experts.locked(1) && experts.isActive(1));
        assert(_same(experts.tokenURI(1), "ipfs://m"));
        _assertEq(experts.manifestHistory(1).length, 1);
        _assertEq(experts.count(), 2);
        _assertEq(experts.balanceOf(NORTH), 1);
    }

    function test_refusesStrangersInactiveOperatorsAndMissingManifests() public {
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.NotOperator.selector, STRANGER));
        _publish(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.NotOperator.selector, STRANGER));
        vm.prank(STRANGER);
        experts.register();
        vm.expectRevert(IExpertRegistry.ManifestMissing.selector);
        vm.prank(NORTH);
        experts.publish("lyric", 0, "ipfs://m");
        operators.set(NORTH_ID, NORTH, false);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorInactive.selector, NORTH_ID));
        _publish(NORTH);
        _assertEq(experts.count(), 0);
    }

    function test_appendsManifests() public {
        _publish(NORTH);
        bytes32 second = "second";
        vm.expectEmit(address(experts));
        emit IExpertRegistry.ManifestUpdated(1, second, "ipfs://n");
        vm.expectEmit(address(experts));
        emit IERC8004Identity.URIUpdated(1, "ipfs://n", NORTH);
        vm.prank(NORTH);
        experts.updateManifest(1, second, "ipfs://n");
        bytes32[] memory history = experts.manifestHistory(1);
        assert(history.length == 2 && history[0] == MANIFEST && history[1] == second);
        assert(experts.expert(1).manifestHash == second && _same(experts.tokenURI(1), "ipfs://n"));
        vm.expectRevert(IExpertRegistry.ManifestMissing.selector);
        vm.prank(NORTH);
        experts.updateManifest(1, 0, "ipfs://n");
    }

    function test_retiresForGood() public {
        _publish(NORTH);
        vm.expectEmit(address(experts));
        emit IExpertRegistry.ExpertRetired(1);
        vm.prank(NORTH);
        experts.retire(1);
        assert(!experts.isActive(1) && experts.ownerOf(1) == NORTH);
        _refusesAll(1, NORTH, abi.encodeWithSelector(IExpertRegistry.ExpertIsRetired.selector, 1));
        _assertEq(experts.expert(1).status, 2);
    }

    function test_obeysItsActiveOperatorOnly() public {
        _publish(NORTH);
        _refusesAll(1, SOUTH, abi.encodeWithSelector(IExpertRegistry.NotExpertOperator.selector, 1, SOUTH));
        _refusesAll(1, STRANGER, abi.encodeWithSelector(IOperatorRegistry.NotOperator.selector, STRANGER));
        _refusesAll(2, NORTH, abi.encodeWithSelector(IExpertRegistry.ExpertUnknown.selector, 2));
        _refusesAll(0, NORTH, abi.encodeWithSelector(IExpertRegistry.ExpertUnknown.selector, 0));
        operators.set(NORTH_ID, NORTH, false);
        assert(!experts.isActive(1));
        _refusesAll(1, NORTH, abi.encodeWithSelector(IOperatorRegistry.OperatorInactive.selector, NORTH_ID));
        assert(_same(experts.tokenURI(1), "ipfs://m") && experts.expert(1).manifestHash == MANIFEST);
    }

    function test_keepsStewards() public {
        _publish(NORTH);
        vm.expectEmit(address(experts));
        emit IExpertRegistry.StewardAdded(1, STRANGER);
        vm.prank(NORTH);
        experts.addSteward(1, STRANGER);
        assert(experts.isSteward(1, STRANGER) && !experts.isSteward(2, STRANGER));
        assert(experts.stewards(1).length == 1 && experts.stewards(1)[0] == STRANGER);
        vm.startPrank(STRANGER);
        vm.expectEmit(address(experts));
        emit IERC8004Identity.URIUpdated(1, "ipfs://n", STRANGER);
        experts.updateManifest(1, "second", "ipfs://n");
        // Nothing else is a steward's.
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.NotOperator.selector, STRANGER));
        experts.retire(1);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.NotOperator.selector, STRANGER));
        experts.addSteward(1, SOUTH);
        vm.stopPrank();
        vm.expectEmit(address(experts));
        emit IExpertRegistry.StewardRemoved(1, STRANGER);
        vm.prank(NORTH);
        experts.removeSteward(1, STRANGER);
        assert(!experts.isSteward(1, STRANGER) && experts.stewards(1).length == 0);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.NotOperator.selector, STRANGER));
        vm.prank(STRANGER);
        experts.updateManifest(1, "third", "ipfs://o");
        _assertEq(experts.manifestHistory(1).length, 2);
    }

    function test_stewardsActForNoInactiveOperatorAndNoRetiredExpert() public {
        _publish(NORTH);
        vm.prank(NORTH);
        experts.addSteward(1, STRANGER);
        operators.set(NORTH_ID, NORTH, false);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorInactive.selector, NORTH_ID));
        vm.prank(STRANGER);
        experts.updateManifest(1, "second", "");
        operators.set(NORTH_ID, NORTH, true);
        vm.prank(NORTH);
        experts.retire(1);
        vm.expectRevert(abi.encodeWithSelector(IExpertRegistry.ExpertIsRetired.selector, 1));
        vm.prank(STRANGER);
        experts.updateManifest(1, "second", "");
        _assertEq(experts.manifestHistory(1).length, 1);
    }

    function test_hasEightStewardsAtMostEachOnce() public {
        _publish(NORTH);
        vm.startPrank(NORTH);
        for (uint160 i = 1; i <= 8; ++i) experts.addSteward(1, address(i));
        vm.expectRevert(abi.encodeWithSelector(IExpertRegistry.TooManyStewards.selector, 1, 8));
        experts.addSteward(1, address(9));
        vm.expectRevert(abi.encodeWithSelector(IExpertRegistry.StewardKnown.selector, 1, address(8)));
        experts.addSteward(1, address(8));
        vm.expectRevert(IExpertRegistry.AccountMissing.selector);
        experts.addSteward(1, address(0));
        vm.expectRevert(abi.encodeWithSelector(IExpertRegistry.StewardUnknown.selector, 1, address(9)));
        experts.removeSteward(1, address(9));
        experts.removeSteward(1, address(8));
        experts.addSteward(1, address(9));
        vm.stopPrank();
        _assertEq(experts.stewards(1).length, 8);
    }

    function test_movesAndIsApprovedByNobody() public {
        _publish(NORTH);
        vm.startPrank(NORTH);
        vm.expectRevert(IExpertRegistry.Soulbound.selector);
        experts.transferFrom(NORTH, SOUTH, 1);
        vm.expectRevert(IExpertRegistry.Soulbound.selector);
        experts.transferFrom(NORTH, NORTH, 1);
        vm.expectRevert(IExpertRegistry.Soulbound.selector);
        experts.safeTransferFrom(NORTH, SOUTH, 1);
        vm.expectRevert(IExpertRegistry.Soulbound.selector);
        experts.safeTransferFrom(NORTH, SOUTH, 1, "data");
        vm.expectRevert(IExpertRegistry.Soulbound.selector);
        experts.approve(SOUTH, 1);
        vm.expectRevert(IExpertRegistry.Soulbound.selector);
        experts.setApprovalForAll(SOUTH, true);
        vm.stopPrank();
        assert(experts.ownerOf(1) == NORTH && experts.getApproved(1) == address(0));
    }

    function test_followsItsOperatorsIdentity() public {
        _publish(NORTH);
        vm.expectRevert(abi.encodeWithSelector(IExpertRegistry.AccountCurrent.selector, 1, NORTH));
        experts.followIdentity(1);
        address moved = address(0x4e2);
        operators.set(NORTH_ID, moved, true);
        vm.expectEmit(address(experts));
        emit IERC721.Transfer(NORTH, moved, 1);
        vm.recordLogs();
        vm.prank(STRANGER);
        experts.followIdentity(1);
        assert(experts.ownerOf(1) == moved && experts.balanceOf(NORTH) == 0 && experts.balanceOf(moved) == 1);
        assert(experts.locked(1) && experts.isActive(1));
        vm.expectRevert(IExpertRegistry.Soulbound.selector);
        vm.prank(moved);
        experts.transferFrom(moved, SOUTH, 1);
        vm.prank(moved);
        experts.updateManifest(1, "second", "");
    }

    function test_speaksOfNoExpertThatIsNot() public {
        bytes memory missing = abi.encodeWithSignature("ERC721NonexistentToken(uint256)", 1);
        vm.expectRevert(missing);
        experts.locked(1);
        vm.expectRevert(missing);
        experts.tokenURI(1);
        vm.expectRevert(missing);
        experts.getAgentWallet(1);
        vm.expectRevert(missing);
        experts.followIdentity(1);
        assert(!experts.isActive(1) && experts.manifestHistory(1).length == 0);
    }

    function test_namesItsInterfaces() public view {
        bytes4[4] memory known = [bytes4(0x01ffc9a7), bytes4(0x80ac58cd), bytes4(0x5b5e139f), bytes4(0xb45a3c0e)];
        for (uint256 i = 0; i < 4; ++i) assert(experts.supportsInterface(known[i]));
        assert(!experts.supportsInterface(0xffffffff));
        assert(_same(experts.name(), "Tilth Expert") && _same(experts.symbol(), "EXPERT"));
    }

    function _refusesAll(uint256 expertId, address account, bytes memory refusal) private {
        vm.startPrank(account);
        vm.expectRevert(refusal);
        experts.updateManifest(expertId, "second", "ipfs://n");
        vm.expectRevert(refusal);
        experts.retire(expertId);
        vm.expectRevert(refusal);
        experts.addSteward(expertId, STRANGER);
        vm.expectRevert(refusal);
        experts.removeSteward(expertId, STRANGER);
        vm.expectRevert(refusal);
        experts.setAgentURI(expertId, "ipfs://n");
        vm.expectRevert(refusal);
        experts.setMetadata(expertId, "key", "value");
        vm.expectRevert(refusal);
        experts.setAgentWallet(expertId, STRANGER, block.timestamp, "");
        vm.expectRevert(refusal);
        experts.unsetAgentWallet(expertId);
        vm.stopPrank();
    }
}
