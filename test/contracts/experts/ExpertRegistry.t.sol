// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC5192} from "../../../contracts/experts/IERC5192.sol";
import {IERC8004Identity} from "../../../contracts/experts/IERC8004Identity.sol";
import {ExpertRegistry} from "../../../contracts/experts/ExpertRegistry.sol";
import {Profiles} from "../../../contracts/experts/Profiles.sol";
import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {ProofJudge} from "../../../contracts/work/ProofJudge.sol";
import {IERC721} from "@openzeppelin/contracts/interfaces/IERC721.sol";
import {ExpertWorld} from "./ExpertWorld.sol";

/// @notice Experts from their birth to their end, and who may change what.
contract ExpertRegistryTest is ExpertWorld {
    bytes32 private constant MODEL = "model";

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
        emit ExpertRegistry.ExpertPublished(1, NORTH_ID, "lyric", MANIFEST, "ipfs://m");
        _assertEq(_publish(NORTH), 1);
        _assertEq(_publish(SOUTH), 2);
        ExpertRegistry.Expert memory record = experts.expert(1);
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
        vm.expectRevert(ExpertRegistry.ManifestMissing.selector);
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
        emit ExpertRegistry.ManifestUpdated(1, second, "ipfs://n");
        vm.expectEmit(address(experts));
        emit IERC8004Identity.URIUpdated(1, "ipfs://n", NORTH);
        vm.prank(NORTH);
        experts.updateManifest(1, second, "ipfs://n");
        bytes32[] memory history = experts.manifestHistory(1);
        assert(history.length == 2 && history[0] == MANIFEST && history[1] == second);
        assert(experts.expert(1).manifestHash == second && _same(experts.tokenURI(1), "ipfs://n"));
        vm.expectRevert(ExpertRegistry.ManifestMissing.selector);
        vm.prank(NORTH);
        experts.updateManifest(1, 0, "ipfs://n");
    }

    function test_retiresForGood() public {
        _publish(NORTH);
        vm.expectEmit(address(experts));
        emit ExpertRegistry.ExpertRetired(1);
        vm.prank(NORTH);
        experts.retire(1);
        assert(!experts.isActive(1) && experts.ownerOf(1) == NORTH);
        _refusesAll(1, NORTH, abi.encodeWithSelector(ExpertRegistry.ExpertIsRetired.selector, 1));
        _assertEq(experts.expert(1).status, 2);
    }

    function test_obeysItsActiveOperatorOnly() public {
        _publish(NORTH);
        _refusesAll(1, SOUTH, abi.encodeWithSelector(ExpertRegistry.NotExpertOperator.selector, 1, SOUTH));
        _refusesAll(1, STRANGER, abi.encodeWithSelector(IOperatorRegistry.NotOperator.selector, STRANGER));
        _refusesAll(2, NORTH, abi.encodeWithSelector(ExpertRegistry.ExpertUnknown.selector, 2));
        _refusesAll(0, NORTH, abi.encodeWithSelector(ExpertRegistry.ExpertUnknown.selector, 0));
        operators.set(NORTH_ID, NORTH, false);
        assert(!experts.isActive(1));
        _refusesAll(1, NORTH, abi.encodeWithSelector(IOperatorRegistry.OperatorInactive.selector, NORTH_ID));
        assert(_same(experts.tokenURI(1), "ipfs://m") && experts.expert(1).manifestHash == MANIFEST);
    }

    /// Thresholds are the operator's own word, given before and once: none that could fail nothing, none made to measure.
    function test_setsThresholdsOnce() public {
        _publish(NORTH);
        ProofJudge.Profile memory profile = _profile();
        vm.expectEmit(address(experts));
        emit ExpertRegistry.ProfileSet(1, MODEL, profile);
        _set(profile);
        assert(keccak256(abi.encode(experts.profileOf(1, MODEL))) == keccak256(abi.encode(profile)));
        ProofJudge.Profile memory none;
        assert(keccak256(abi.encode(experts.profileOf(1, "other"))) == keccak256(abi.encode(none)));
        assert(keccak256(abi.encode(experts.profileOf(2, MODEL))) == keccak256(abi.encode(none)));
        profile.fail.mismatches = 7;
        vm.expectRevert(abi.encodeWithSelector(ExpertRegistry.ProfileFixed.selector, 1, MODEL));
        _set(profile);
        assert(experts.profileOf(1, MODEL).fail.mismatches == 6);
    }

    function test_refusesThresholdsThatCannotFailOrContradictThemselves() public {
        _publish(NORTH);
        bytes memory invalid = abi.encodeWithSelector(Profiles.ProfileInvalid.selector, 1, MODEL);
        ProofJudge.Limits memory any = ProofJudge.Limits(type(uint16).max, type(uint32).max, 255, type(uint64).max);
        ProofJudge.Limits memory none;
        _refusesProfile(ProofJudge.Profile(none, any), invalid);
        (any.mismatches, any.errorMean, any.relativeMedian) = (39, 10_001, 10_000_001);
        _refusesProfile(ProofJudge.Profile(none, any), invalid);
        for (uint256 i = 0; i < 4; ++i) {
            ProofJudge.Profile memory profile = _profile();
            if (i == 0) profile.pass.mismatches = 7;
            else if (i == 1) profile.pass.errorMean = 301;
            else if (i == 2) profile.pass.errorMedian = 2;
            else (profile.pass.relativeMedian, profile.fail.relativeMedian) = (2, 1);
            _refusesProfile(profile, invalid);
        }
        vm.expectRevert(abi.encodeWithSelector(Profiles.ProfileInvalid.selector, 1, bytes32(0)));
        vm.prank(NORTH);
        experts.setProfile(1, 0, _profile());
        any.mismatches = 38;
        _set(ProofJudge.Profile(none, any));
    }

    function test_acceptsTheLoosestOfEachLimit() public {
        ProofJudge.Limits memory none;
        ProofJudge.Limits memory any = ProofJudge.Limits(type(uint16).max, type(uint32).max, 255, type(uint64).max);
        any.errorMean = 10_000;
        _publish(NORTH);
        _publish(NORTH);
        _set(ProofJudge.Profile(none, any));
        (any.errorMean, any.relativeMedian) = (type(uint32).max, 10_000_000);
        vm.prank(NORTH);
        experts.setProfile(2, MODEL, ProofJudge.Profile(any, any));
    }

    function test_movesAndIsApprovedByNobody() public {
        _publish(NORTH);
        vm.startPrank(NORTH);
        vm.expectRevert(ExpertRegistry.Soulbound.selector);
        experts.transferFrom(NORTH, SOUTH, 1);
        vm.expectRevert(ExpertRegistry.Soulbound.selector);
        experts.transferFrom(NORTH, NORTH, 1);
        vm.expectRevert(ExpertRegistry.Soulbound.selector);
        experts.safeTransferFrom(NORTH, SOUTH, 1);
        vm.expectRevert(ExpertRegistry.Soulbound.selector);
        experts.safeTransferFrom(NORTH, SOUTH, 1, "data");
        vm.expectRevert(ExpertRegistry.Soulbound.selector);
        experts.approve(SOUTH, 1);
        vm.expectRevert(ExpertRegistry.Soulbound.selector);
        experts.setApprovalForAll(SOUTH, true);
        vm.stopPrank();
        assert(experts.ownerOf(1) == NORTH && experts.getApproved(1) == address(0));
    }

    function test_followsItsOperatorsIdentity() public {
        _publish(NORTH);
        vm.expectRevert(abi.encodeWithSelector(ExpertRegistry.AccountCurrent.selector, 1, NORTH));
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
        vm.expectRevert(ExpertRegistry.Soulbound.selector);
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
        experts.followIdentity(1);
        assert(!experts.isActive(1) && experts.manifestHistory(1).length == 0);
    }

    function test_namesItsInterfaces() public view {
        bytes4[4] memory known = [bytes4(0x01ffc9a7), bytes4(0x80ac58cd), bytes4(0x5b5e139f), bytes4(0xb45a3c0e)];
        for (uint256 i = 0; i < 4; ++i) assert(experts.supportsInterface(known[i]));
        assert(!experts.supportsInterface(0xffffffff));
        assert(_same(experts.name(), "Tilth Expert") && _same(experts.symbol(), "EXPERT"));
    }

    function _profile() private pure returns (ProofJudge.Profile memory) {
        return ProofJudge.Profile(ProofJudge.Limits(1, 50, 0, 0), ProofJudge.Limits(6, 300, 1, 9));
    }

    function _set(ProofJudge.Profile memory profile) private {
        vm.prank(NORTH);
        experts.setProfile(1, MODEL, profile);
    }

    function _refusesProfile(ProofJudge.Profile memory profile, bytes memory refusal) private {
        vm.expectRevert(refusal);
        _set(profile);
    }

    function _refusesAll(uint256 expertId, address account, bytes memory refusal) private {
        vm.startPrank(account);
        vm.expectRevert(refusal);
        experts.updateManifest(expertId, "second", "ipfs://n");
        vm.expectRevert(refusal);
        experts.retire(expertId);
        vm.expectRevert(refusal);
        experts.setAgentURI(expertId, "ipfs://n");
        vm.expectRevert(refusal);
        experts.setMetadata(expertId, "key", "value");
        vm.expectRevert(refusal);
        experts.setProfile(expertId, MODEL, _profile());
        vm.stopPrank();
    }
}
