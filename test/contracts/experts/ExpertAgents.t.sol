// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC5192} from "../../../contracts/experts/IERC5192.sol";
import {IERC8004Identity} from "../../../contracts/experts/IERC8004Identity.sol";
import {ExpertRegistry} from "../../../contracts/experts/ExpertRegistry.sol";
import {ExpertWorld} from "./ExpertWorld.sol";

/// @notice Experts as ERC-8004 knows agents.
contract ExpertAgentsTest is ExpertWorld {
    string private constant WALLET = "agentWallet";

    function setUp() public {
        _open();
    }

    function test_registersCandidates() public {
        vm.startPrank(NORTH);
        vm.expectEmit(address(experts));
        emit IERC5192.Locked(1);
        vm.expectEmit(address(experts));
        emit IERC8004Identity.Registered(1, "", NORTH);
        _assertEq(experts.register(), 1);
        vm.expectEmit(address(experts));
        emit IERC8004Identity.Registered(2, "ipfs://card", NORTH);
        _assertEq(experts.register("ipfs://card"), 2);
        vm.expectEmit(address(experts));
        emit IERC8004Identity.Registered(3, "ipfs://card", NORTH);
        vm.expectEmit(address(experts));
        emit IERC8004Identity.MetadataSet(3, "a", "a", "1");
        vm.expectEmit(address(experts));
        emit IERC8004Identity.MetadataSet(3, "b", "b", "2");
        _assertEq(experts.register("ipfs://card", _entries("a", "b")), 3);
        vm.stopPrank();
        assert(_same(string(experts.getMetadata(3, "a")), "1") && _same(string(experts.getMetadata(3, "b")), "2"));
        assert(experts.getMetadata(2, "a").length == 0);
        _assertEq(experts.expert(3).operatorId, NORTH_ID);
        _assertEq(experts.expert(3).status, 3);
        assert(!experts.isActive(3) && experts.manifestHistory(3).length == 0);
        vm.prank(NORTH);
        experts.updateManifest(3, MANIFEST, "ipfs://m");
        assert(experts.isActive(3) && experts.expert(3).status == 1);
    }

    function test_changesFileAndMetadata() public {
        _publish(NORTH);
        vm.startPrank(NORTH);
        vm.expectEmit(address(experts));
        emit IERC8004Identity.URIUpdated(1, "ipfs://moved", NORTH);
        experts.setAgentURI(1, "ipfs://moved");
        assert(_same(experts.tokenURI(1), "ipfs://moved"));
        vm.expectEmit(address(experts));
        emit IERC8004Identity.MetadataSet(1, "language", "language", "fr");
        experts.setMetadata(1, "language", "fr");
        assert(_same(string(experts.getMetadata(1, "language")), "fr"));
        vm.stopPrank();
        _assertEq(experts.manifestHistory(1).length, 1);
    }

    function test_reservesTheWalletsKey() public {
        bytes memory refusal = abi.encodeWithSelector(ExpertRegistry.MetadataKeyReserved.selector, WALLET);
        vm.startPrank(NORTH);
        vm.expectRevert(refusal);
        experts.register("", _entries("a", WALLET));
        _assertEq(experts.count(), 0);
        experts.register();
        vm.expectRevert(refusal);
        experts.setMetadata(1, WALLET, abi.encodePacked(STRANGER));
        vm.stopPrank();
        assert(experts.getMetadata(1, WALLET).length == 0);
    }

    function _entries(
        string memory first,
        string memory second
    ) private pure returns (IERC8004Identity.MetadataEntry[] memory entries) {
        entries = new IERC8004Identity.MetadataEntry[](2);
        entries[0] = IERC8004Identity.MetadataEntry(first, "1");
        entries[1] = IERC8004Identity.MetadataEntry(second, "2");
    }
}
