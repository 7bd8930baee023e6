// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC5192} from "../../../contracts/experts/IERC5192.sol";
import {IERC8004Identity} from "../../../contracts/experts/IERC8004Identity.sol";
import {IExpertRegistry} from "../../../contracts/experts/IExpertRegistry.sol";
import {ExpertWorld} from "./ExpertWorld.sol";

/// @notice A contract account that accepts what its owner signed.
contract AgentAccount {
    address private _owner;

    constructor(address owner) {
        _owner = owner;
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        (bytes32 r, bytes32 s) = abi.decode(signature[:64], (bytes32, bytes32));
        return ecrecover(digest, uint8(signature[64]), r, s) == _owner ? this.isValidSignature.selector : bytes4(0);
    }
}

/// @notice Experts as ERC-8004 knows agents.
contract ExpertAgentsTest is ExpertWorld {
    uint256 private constant KEY = 0xa9e;
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
        assert(experts.getAgentWallet(3) == address(0));
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
        bytes memory refusal = abi.encodeWithSelector(IExpertRegistry.MetadataKeyReserved.selector, WALLET);
        vm.startPrank(NORTH);
        vm.expectRevert(refusal);
        experts.register("", _entries("a", WALLET));
        _assertEq(experts.count(), 0);
        experts.register();
        vm.expectRevert(refusal);
        experts.setMetadata(1, WALLET, abi.encodePacked(STRANGER));
        vm.stopPrank();
        assert(experts.getAgentWallet(1) == address(0));
    }

    function test_namesAWalletThatSigned() public {
        _publish(NORTH);
        address wallet = vm.addr(KEY);
        bytes memory signature = _signed(1, wallet, NORTH, block.timestamp + 300, KEY);
        vm.expectEmit(address(experts));
        emit IERC8004Identity.MetadataSet(1, WALLET, WALLET, abi.encodePacked(wallet));
        vm.startPrank(NORTH);
        experts.setAgentWallet(1, wallet, block.timestamp + 300, signature);
        assert(experts.getAgentWallet(1) == wallet);
        assert(keccak256(experts.getMetadata(1, WALLET)) == keccak256(abi.encodePacked(wallet)));
        vm.expectEmit(address(experts));
        emit IERC8004Identity.MetadataSet(1, WALLET, WALLET, "");
        experts.unsetAgentWallet(1);
        assert(experts.getAgentWallet(1) == address(0) && experts.getMetadata(1, WALLET).length == 0);
        vm.expectRevert(abi.encodeWithSelector(IExpertRegistry.WalletMissing.selector, 1));
        experts.unsetAgentWallet(1);
        vm.stopPrank();
    }

    function test_asksContractAccountsToo() public {
        _publish(NORTH);
        address wallet = address(new AgentAccount(vm.addr(KEY)));
        bytes memory signature = _signed(1, wallet, NORTH, block.timestamp, KEY);
        vm.prank(NORTH);
        experts.setAgentWallet(1, wallet, block.timestamp, signature);
        assert(experts.getAgentWallet(1) == wallet);
        signature = _signed(1, wallet, NORTH, block.timestamp, 0xbad);
        vm.expectRevert(abi.encodeWithSelector(IExpertRegistry.WalletSignatureInvalid.selector, 1, wallet));
        vm.prank(NORTH);
        experts.setAgentWallet(1, wallet, block.timestamp, signature);
    }

    function test_refusesSignaturesOfAnotherTime() public {
        _publish(NORTH);
        address wallet = vm.addr(KEY);
        uint256 past = block.timestamp - 1;
        bytes memory signature = _signed(1, wallet, NORTH, past, KEY);
        vm.expectRevert(abi.encodeWithSelector(IExpertRegistry.WalletDeadlinePassed.selector, past));
        vm.prank(NORTH);
        experts.setAgentWallet(1, wallet, past, signature);
        uint256 late = block.timestamp + 301;
        signature = _signed(1, wallet, NORTH, late, KEY);
        vm.expectRevert(abi.encodeWithSelector(IExpertRegistry.WalletDeadlineTooFar.selector, late, late - 1));
        vm.prank(NORTH);
        experts.setAgentWallet(1, wallet, late, signature);
    }

    function test_refusesSignaturesForSomethingElse() public {
        _publish(NORTH);
        _publish(NORTH);
        address wallet = vm.addr(KEY);
        uint256 deadline = block.timestamp;
        bytes[5] memory others = [
            _signed(2, wallet, NORTH, deadline, KEY),
            _signed(1, wallet, SOUTH, deadline, KEY),
            _signed(1, wallet, NORTH, deadline + 1, KEY),
            _signed(1, NORTH, NORTH, deadline, KEY),
            _signed(1, wallet, NORTH, deadline, 0xbad)
        ];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IExpertRegistry.WalletSignatureInvalid.selector, 1, wallet));
            vm.prank(NORTH);
            experts.setAgentWallet(1, wallet, deadline, others[i]);
        }
        vm.expectRevert(IExpertRegistry.AccountMissing.selector);
        vm.prank(NORTH);
        experts.setAgentWallet(1, address(0), deadline, others[0]);
        bytes memory elsewhere = _signed(1, wallet, NORTH, deadline, KEY);
        vm.chainId(5);
        vm.expectRevert(abi.encodeWithSelector(IExpertRegistry.WalletSignatureInvalid.selector, 1, wallet));
        vm.prank(NORTH);
        experts.setAgentWallet(1, wallet, deadline, elsewhere);
    }

    function test_losesItsWalletWithItsAccount() public {
        _publish(NORTH);
        address wallet = vm.addr(KEY);
        bytes memory signature = _signed(1, wallet, NORTH, block.timestamp, KEY);
        vm.prank(NORTH);
        experts.setAgentWallet(1, wallet, block.timestamp, signature);
        address moved = address(0x4e2);
        operators.set(NORTH_ID, moved, true);
        vm.expectEmit(address(experts));
        emit IERC8004Identity.MetadataSet(1, WALLET, WALLET, "");
        experts.followIdentity(1);
        assert(experts.getAgentWallet(1) == address(0));
        operators.set(NORTH_ID, NORTH, true);
        vm.recordLogs();
        experts.followIdentity(1);
        _assertEq(vm.getRecordedLogs().length, 1);
    }

    function _entries(
        string memory first,
        string memory second
    ) private pure returns (IERC8004Identity.MetadataEntry[] memory entries) {
        entries = new IERC8004Identity.MetadataEntry[](2);
        entries[0] = IERC8004Identity.MetadataEntry(first, "1");
        entries[1] = IERC8004Identity.MetadataEntry(second, "2");
    }

    function _signed(
        uint256 agentId,
        address wallet,
        address owner,
        uint256 deadline,
        uint256 key
    ) private view returns (bytes memory) {
        bytes32 typehash = keccak256(
            "AgentWalletSet(uint256 agentId,address newWallet,address owner,uint256 deadline)"
        );
        return
            _sign(
                key,
                _domain("ERC8004IdentityRegistry", address(experts)),
                keccak256(abi.encode(typehash, agentId, wallet, owner, deadline))
            );
    }
}
